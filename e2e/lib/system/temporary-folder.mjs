import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onEnd } from './cleanup.mjs';

/** A folder under the system's temporary one, removed when this process ends. */
export function temporaryFolder(name) {
	const folder = mkdtempSync(join(tmpdir(), `grok-video-${name}-`));
	onEnd(() => rmSync(folder, { recursive: true, force: true, maxRetries: 3 }));
	return folder;
}
