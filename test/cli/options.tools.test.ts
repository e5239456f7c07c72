import t from 'tap'
import { testStory } from './story.ts'

testStory(t, 'docs/options.md', 'upkeep', ['openssl'])
testStory(t, 'docs/options.md', 'audit', ['jq'])
