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
	const [npm, ...first] = npmCommand();
	const args = [...first, 'run', 'demo', '--', ...flags];
	return execFileSync(npm, args, { cwd: ROOT_FOLDER, env, encoding: 'utf8' });
}

test('the demo first prints how long it takes, then makes an MP4 in n8n’s engine', async (t) => {
	rmSync(join(E2E_FOLDER, '.build'), { recursive: true, force: true }); // as after npm ci
	const began = Date.now();
	const printed = runDemo('--engine');
	t.diagnostic(`${(Date.now() - began) / 1000} s, build included`);

	assert.match(printed, /In about 10 seconds: a video/);
	assert.ok(printed.search(/In about 10 seconds/) < printed.search(/1\/3 /));
	assert.doesNotMatch(printed, /Install n8n|Editor/);
	const [, path] = VIDEO.exec(printed);
	const file = join(ROOT_FOLDER, path);
	assert.ok(statSync(file).mtimeMs >= began, 'the file is from an earlier run');
	assert.equal((await inspectVideo(file)).seconds, 4);
});
