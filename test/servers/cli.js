'use strict';
const { parseArgs } = require('node:util');
const { startGateway } = require('./newApi/gateway');
const { startOpenAiVideos } = require('./openAiVideos/openAiVideos');
const { startOpenRouter } = require('./openRouter/openRouter');
const { startXai } = require('./xai/xai');

/** Runs a stand-in until it is stopped: `node test/servers/cli.js xai --port 8080 --seconds 5`. */
async function main() {
	const { positionals, values } = parseArgs({
		allowPositionals: true,
		options: {
			port: { type: 'string', default: '0' },
			seconds: { type: 'string', default: '5' },
		},
	});
	const starts = {
		newApi: startGateway,
		openAiVideos: startOpenAiVideos,
		openRouter: startOpenRouter,
		xai: startXai,
	};
	const start = starts[positionals[0]];
	if (!start) throw new Error(`Name a protocol: ${Object.keys(starts).join(', ')}`);
	const options = { port: Number(values.port), taskSeconds: Number(values.seconds) };
	const { url, fileUrl, key, close } = await start(options);
	process.stdout.write(`url  ${url}\nkey  ${key}\nfile host  ${fileUrl}\n`);
	process.once('SIGINT', close);
	process.once('SIGTERM', close);
}

main().catch((error) => {
	process.stderr.write(`${error.message}\n`);
	process.exitCode = 1;
});
