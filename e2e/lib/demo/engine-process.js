'use strict';
// Runs n8n's engine, set up as in jest, in its own process. Receives { parameters, credential, file }, runs
// the built node once, writes its MP4 to the file, and responds with { json } of its item, or { error }.
require('../../../test/environment/register.js');
require('../../../test/environment/n8nSettings.js');
const { writeFileSync } = require('node:fs');
const { runToEnd } = require('../../../test/support/engine.ts');
const { bytesOf } = require('../../../test/support/files.ts');

const DIST = '../../../dist';

async function run({ parameters, credential, file }) {
	// Loaded late, because the package is built while the engine loads.
	const { GrokVideo } = require(`${DIST}/nodes/GrokVideo/GrokVideo.node.js`);
	const { GrokVideoApi } = require(`${DIST}/credentials/GrokVideoApi.credentials.js`);
	const { output, error } = await runToEnd({
		node: new GrokVideo(),
		parameters,
		credentials: { grokVideoApi: { type: new GrokVideoApi(), data: credential } },
	});
	if (error) return { error: [error.message, error.description].filter(Boolean).join('\n') };
	const [{ json, binary }] = output;
	writeFileSync(file, await bytesOf(binary.data));
	return { json };
}

process.once('message', async (request) => {
	process.send(await run(request).catch((error) => ({ error: error.stack })));
	process.disconnect();
});
process.once('disconnect', () => process.exit());
