/** Runs the commands of docs/options.md for storage, backup, encryption and audit. */
import t from 'tap'
import { testStory } from './story.ts'

testStory(t, 'docs/options.md', 'upkeep', ['openssl'])
testStory(t, 'docs/options.md', 'audit', ['jq'])
