#!/usr/bin/env node
/** The command, for programs that name this file. */
import './cli.cjs'
