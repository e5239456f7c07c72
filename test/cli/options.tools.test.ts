/** What docs/options.md says of keeping, copying, encrypting and watching over a cluster, typed. */
import t from 'tap'
import { testStory } from './story.ts'

testStory(t, 'docs/options.md', 'upkeep', ['openssl'])
testStory(t, 'docs/options.md', 'audit', ['jq'])
