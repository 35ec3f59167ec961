// Both share one n8n, because starting it takes longer than most tests.
import './server/operations.mjs';
import './server/providers.mjs';
