import assert from 'node:assert/strict';
import { appendFileSync, cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { cleanUp } from '../e2e/lib/system/cleanup.mjs';
import { ROOT_FOLDER } from '../e2e/lib/system/paths.mjs';
import { temporaryFolder } from '../e2e/lib/system/temporary-folder.mjs';
import { installScanner, scanSources, scanTarball } from './scanner.mjs';

const LOG_STATEMENT = 'console.log(process.env.HOME);\n';

/** Violates rules for TypeScript sources. Its comment must not disable them. */
const BAD_PARAMETER = `/* eslint-disable */
import type { INodeProperties } from 'n8n-workflow';

export const planted: INodeProperties[] = [
	{
		displayName: 'download the video',
		name: 'downloadVideo',
		type: 'boolean',
		default: true,
		description: 'The video is downloaded',
	},
];
`;

const EXPECTED = {
	sources: [
		'no-console',
		'@n8n/community-nodes/no-restricted-globals',
		'@n8n/community-nodes/no-overrides-field',
		'n8n-nodes-base/node-param-display-name-miscased',
		'n8n-nodes-base/node-param-description-boolean-without-whether',
		'@n8n/community-nodes/require-homepage', // a warning
	],
	tarball: [
		'no-console',
		'@n8n/community-nodes/no-restricted-globals',
		'@n8n/community-nodes/no-overrides-field',
		'@n8n/community-nodes/require-homepage', // a warning
	],
};

describe('the scan', () => {
	before(installScanner);
	after(cleanUp);

	it('reports problems in sources', async () => {
		const folder = packageWithBadManifest();
		for (const name of ['nodes', 'credentials', 'icons']) {
			cpSync(join(ROOT_FOLDER, name), join(folder, name), { recursive: true });
		}
		appendFileSync(join(folder, 'nodes/GrokVideo/GrokVideo.node.ts'), LOG_STATEMENT);
		writeFileSync(join(folder, 'nodes/GrokVideo/planted.ts'), BAD_PARAMETER);

		assertReported(await scanSources(folder), EXPECTED.sources);
	});

	it('reports problems in a tarball', async () => {
		const folder = packageWithBadManifest();
		mkdirSync(join(folder, 'dist/nodes/GrokVideo'), { recursive: true });
		writeFileSync(join(folder, 'dist/nodes/GrokVideo/GrokVideo.node.js'), LOG_STATEMENT);

		assertReported(await scanTarball(folder), EXPECTED.tarball);
	});
});

function packageWithBadManifest() {
	const folder = temporaryFolder('planted');
	const manifest = JSON.parse(readFileSync(join(ROOT_FOLDER, 'package.json'), 'utf8'));
	const badManifest = { ...manifest, homepage: undefined, overrides: { 'n8n-workflow': '1.0.0' } };
	writeFileSync(join(folder, 'package.json'), JSON.stringify(badManifest));
	return folder;
}

function assertReported({ report }, rules) {
	const missing = rules.filter((rule) => !report.includes(rule));
	assert.deepEqual(missing, [], report);
}
