import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspectVideo } from './lib/demo/video.mjs';
import { cleanEnv, npmCommand } from './lib/system/npm.mjs';
import { E2E_FOLDER, ROOT_FOLDER } from './lib/system/paths.mjs';

const VIDEO = /^Video\s+(\S+\.mp4)$/m;

/** What `npm run demo` prints. */
function runDemo(...flags) {
	const env = { ...cleanEnv(), GROK_VIDEO_API_KEY: '' }; // nothing that is billed
	const [npm, ...first] = npmCommand();
	const args = [...first, 'run', 'demo', '--', ...flags];
	return execFileSync(npm, args, { cwd: ROOT_FOLDER, env, encoding: 'utf8' });
}

test('the demo makes an MP4 in n8n’s engine, and says beforehand how long that takes', async (t) => {
	rmSync(join(E2E_FOLDER, '.build'), { recursive: true, force: true }); // as after npm ci
	const began = Date.now();
	const printed = runDemo('--engine');
	t.diagnostic(`${(Date.now() - began) / 1000} s, build included`);

	assert.match(printed, /In about 10 seconds: a video/);
	assert.ok(printed.search(/In about 10 seconds/) < printed.search(/1\/3 /));
	assert.doesNotMatch(printed, /Install n8n|Editor/);
	const [, path] = VIDEO.exec(printed);
	const file = join(ROOT_FOLDER, path);
	assert.ok(statSync(file).mtimeMs >= began, 'it is of this run');
	assert.equal((await inspectVideo(file)).seconds, 4);
});
