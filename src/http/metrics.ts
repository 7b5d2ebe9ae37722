/** What an operator watches, in the form of Prometheus. */
import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from 'prom-client';

export interface Watched {
  readonly size: () => number;
  readonly lagSeconds: () => number;
  readonly clients: () => number;
}

/** A registry of its own for each server, so that several in one process do not count each other's. */
export function metrics(watched: Watched) {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: 'demarche_' });
  const registers = [registry];
  const gauge = (name: string, help: string, read: () => number) =>
    new Gauge({
      name,
      help,
      registers,
      collect() {
        this.set(read());
      },
    });
  gauge('demarche_log_size', 'Events of the log that this node has read', watched.size);
  gauge('demarche_lag_seconds', 'For how long this node has been behind the log', watched.lagSeconds);
  gauge('demarche_stream_clients', 'Clients that follow the log', watched.clients);
  return {
    registry,
    requests: new Histogram({
      name: 'demarche_request_seconds',
      help: 'Time to answer, by route and status',
      labelNames: ['route', 'status'],
      buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
      registers,
    }),
    appends: new Counter({ name: 'demarche_appends_total', help: 'Commands written by this node', labelNames: ['command'], registers }),
    refused: new Counter({ name: 'demarche_refused_total', help: 'Requests refused, by code', labelNames: ['code'], registers }),
    dropped: new Counter({
      name: 'demarche_stream_dropped_total',
      help: 'Clients of the stream that were dropped',
      labelNames: ['reason'],
      registers,
    }),
  };
}
export type Metrics = ReturnType<typeof metrics>;
