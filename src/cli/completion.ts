/** Shell completion: verbs, their verbs and flags, and the choices of flags, made from the grammar itself. */
import type { Command, Option } from 'commander';
import { usage } from './failures.ts';

const SHELLS = ['bash', 'zsh', 'fish'] as const;

interface Node {
  /** Words that lead here, e.g. `source add`. */
  readonly path: string;
  readonly description: string;
  readonly verbs: readonly Node[];
  readonly flags: readonly Option[];
}

function nodeOf(command: Command, path: string): Node {
  const verbs = command.commands.map((c) => nodeOf(c, `${path} ${c.name()}`.trim()));
  return { path, description: command.description(), verbs, flags: command.options.filter((o) => !o.hidden) };
}
const all = (node: Node): Node[] => [node, ...node.verbs.flatMap(all)];
const quoted = (text: string): string => `'${text.replaceAll("'", "'\\''")}'`;
const names = (o: Option): string[] => [o.long, o.short].filter((x) => x !== undefined);

/** The script for one shell. */
export function completion(root: Command, shell: string): string {
  const tree = nodeOf(root, '');
  switch (shell) {
    case 'bash':
      return bash(tree);
    case 'zsh':
      return zsh(tree);
    case 'fish':
      return fish(tree);
    default:
      throw usage(`there is no completion for "${shell}"`, `the shells are ${SHELLS.join(', ')}`);
  }
}

function bash(tree: Node): string {
  const global = tree.flags.flatMap(names);
  const cases = all(tree).map((n) => {
    const words = [
      ...n.verbs.map((v) => v.path.split(' ').at(-1)!),
      ...n.flags.flatMap(names),
      ...(n === tree ? ['--help'] : [...global, '--help']),
    ];
    return `    ${quoted(n.path)}) words=${quoted(words.join(' '))} ;;`;
  });
  const choices = all(tree)
    .flatMap((n) => n.flags)
    .filter((o) => o.argChoices)
    .map((o) => `    ${o.long!}) COMPREPLY=($(compgen -W ${quoted(o.argChoices!.join(' '))} -- "$cur")); return ;;`);
  const verbs = all(tree)
    .filter((n) => n.path)
    .map((n) => quoted(n.path))
    .join('|');
  return `# bash completion for demarche
_demarche() {
  local cur prev path='' word words i
  cur="\${COMP_WORDS[COMP_CWORD]}"
  prev="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$prev" in
${[...new Set(choices)].join('\n')}
    --store|--captures|--cache) COMPREPLY=($(compgen -f -- "$cur")); return ;;
  esac
  for ((i = 1; i < COMP_CWORD; i++)); do
    word="\${path:+$path }\${COMP_WORDS[i]}"
    case "$word" in ${verbs}) path="$word" ;; esac
  done
  case "$path" in
${cases.join('\n')}
  esac
  COMPREPLY=($(compgen -W "$words" -- "$cur"))
  [ \${#COMPREPLY[@]} -eq 0 ] && COMPREPLY=($(compgen -f -- "$cur"))
}
complete -o filenames -F _demarche demarche
`;
}

function zsh(tree: Node): string {
  const described = (n: Node) =>
    n.verbs.map((v) => quoted(`${v.path.split(' ').at(-1)!}:${v.description.replaceAll(':', '\\:')}`)).join(' ');
  const flags = (n: Node) =>
    [...n.flags, ...(n === tree ? [] : tree.flags)]
      .flatMap((o) => names(o).map((f) => quoted(`${f}:${o.description.replaceAll(':', '\\:')}`)))
      .join(' ');
  const cases = all(tree).map((n) => `    ${quoted(n.path)}) verbs=(${described(n)}); flags=(${flags(n)}) ;;`);
  const verbs = all(tree)
    .filter((n) => n.path)
    .map((n) => quoted(n.path))
    .join('|');
  return `#compdef demarche
_demarche() {
  local where='' word i
  local -a verbs flags
  for ((i = 2; i < CURRENT; i++)); do
    word="\${where:+$where }\${words[i]}"
    case "$word" in ${verbs}) where="$word" ;; esac
  done
  case "$where" in
${cases.join('\n')}
  esac
  if [[ "$PREFIX" == -* ]]; then
    _describe 'flag' flags
  else
    (( $#verbs )) && _describe 'verb' verbs
    _files
  fi
}
compdef _demarche demarche
`;
}

function fish(tree: Node): string {
  const lines = ['# fish completion for demarche', 'complete -c demarche -f'];
  for (const n of all(tree)) {
    const seen = n.path.split(' ').filter(Boolean);
    const here = seen.length ? seen.map((w) => `__fish_seen_subcommand_from ${w}`).join('; and ') : '';
    const inner = n.verbs.map((v) => v.path.split(' ').at(-1)!);
    const condition = n === tree ? '__fish_use_subcommand' : `${here}; and not __fish_seen_subcommand_from ${inner.join(' ')}`;
    for (const v of n.verbs)
      lines.push(`complete -c demarche -n ${quoted(condition)} -a ${v.path.split(' ').at(-1)!} -d ${quoted(v.description)}`);
    for (const o of n.flags) {
      const parts = [
        o.long ? `-l ${o.long.slice(2)}` : '',
        o.short ? `-s ${o.short.slice(1)}` : '',
        o.argChoices ? `-xa ${quoted(o.argChoices.join(' '))}` : o.required ? '-r' : '',
      ];
      lines.push(`complete -c demarche ${here ? `-n ${quoted(here)} ` : ''}${parts.filter(Boolean).join(' ')} -d ${quoted(o.description)}`);
    }
  }
  return `${lines.join('\n')}\n`;
}
