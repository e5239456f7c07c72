#!/usr/bin/env node
/** The command, for programs that name this file. */
// oxlint-disable-next-line import/no-unassigned-import
import './cli.cjs'
