// One n8n for both, because its start takes longer than most tests.
import './server/operations.mjs';
import './server/providers.mjs';
