#!/usr/bin/env node
// Plain JavaScript that any Node can read: under one that is too old it says so, and does not end in a syntax error.
'use strict';

var needed = [22, 13];
var found = process.versions.node;
var parts = found.split('.').map(Number);

if (parts[0] < needed[0] || (parts[0] === needed[0] && parts[1] < needed[1])) {
  process.stderr.write('demarche needs Node ' + needed.join('.') + ' or newer; this is Node ' + found + ' (' + process.execPath + ')\n');
  process.exit(1);
} else {
  var fs = require('fs');
  var path = require('path');
  var url = require('url');
  // Published: compiled. In a checkout: the sources, which Node 24 runs as they are, whatever an earlier build left beside them.
  var built = path.join(__dirname, '..', 'dist', 'src', 'cli', 'main.js');
  var source = path.join(__dirname, '..', 'src', 'cli', 'main.ts');
  var main = fs.existsSync(source) && process.features.typescript ? source : built;
  // Node 22 and 23 announce experimental features that this program can rely on; that would worry whoever runs it.
  process.removeAllListeners('warning');
  import(url.pathToFileURL(main).href).catch(function (e) {
    process.stderr.write('demarche cannot start: ' + (e && e.message) + '\n');
    process.exitCode = 1;
  });
}
