import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onEnd } from './cleanup.mjs';

/** Creates a temporary folder, which is removed when this process ends. */
export function temporaryFolder(name) {
	const folder = mkdtempSync(join(tmpdir(), `grok-video-${name}-`));
	onEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
	return folder;
}
