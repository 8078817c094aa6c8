#!/usr/bin/env node
require('./main.js').entries.cli()
