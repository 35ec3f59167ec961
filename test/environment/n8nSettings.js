// Loaded before n8n's modules, because its config classes read the environment once.
const { mkdtempSync, rmSync } = require('node:fs');
const { tmpdir } = require('node:os');
const { join } = require('node:path');

const folder = mkdtempSync(join(tmpdir(), 'n8n-test-'));
process.on('exit', () => rmSync(folder, { recursive: true, force: true }));
Object.assign(process.env, {
	N8N_USER_FOLDER: folder,
	N8N_ENCRYPTION_KEY: 'test-encryption-key',
	N8N_DEFAULT_BINARY_DATA_MODE: 'filesystem',
	// With `silent`, n8n would still look up the caller of each line.
	N8N_LOG_LEVEL: 'error',
	N8N_LOG_OUTPUT: 'file',
});
