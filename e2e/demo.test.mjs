import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { inspectVideo } from './lib/video.mjs';
import { cleanEnv, npmCommand } from './lib/system/npm.mjs';
import { E2E_FOLDER, ROOT_FOLDER } from './lib/system/paths.mjs';

const VIDEO = /^Video\s+(\S+\.mp4)$/m;

/** The output of `npm run demo`. */
function runDemo(...flags) {
	const env = { ...cleanEnv(), GROK_VIDEO_API_KEY: '' }; // never the real provider
	const [npm, ...npmArgs] = npmCommand();
	const args = [...npmArgs, 'run', 'demo', '--', ...flags];
	return execFileSync(npm, args, { cwd: ROOT_FOLDER, env, encoding: 'utf8' });
}

test('the demo first prints how long it takes, then makes an MP4 in n8n’s engine', async (t) => {
	// Nothing is built yet after `npm ci`.
	rmSync(join(E2E_FOLDER, '.build'), { recursive: true, force: true });
	const startedAt = Date.now();
	const output = runDemo('--engine');
	t.diagnostic(`${(Date.now() - startedAt) / 1000} s, build included`);

	assert.match(output, /In about 10 seconds: a video/);
	assert.ok(output.search(/In about 10 seconds/) < output.search(/1\/3 /));
	assert.doesNotMatch(output, /Install n8n|Editor/);
	const [, path] = VIDEO.exec(output);
	const file = join(ROOT_FOLDER, path);
	assert.ok(statSync(file).mtimeMs >= startedAt, 'the file is from an earlier run');
	assert.equal((await inspectVideo(file)).seconds, 4);
});
