'use strict';
const { parseArgs } = require('node:util');
const { startGateway } = require('./gateway');

const { values } = parseArgs({
	options: {
		port: { type: 'string', default: '0' },
		seconds: { type: 'string', default: '5' },
	},
});

async function main() {
	const { url, fileUrl, key, close } = await startGateway({
		port: Number(values.port),
		taskSeconds: Number(values.seconds),
	});
	process.stdout.write(`url  ${url}\nkey  ${key}\nfile host  ${fileUrl}\n`);
	process.once('SIGINT', close);
	process.once('SIGTERM', close);
}

main().catch((error) => {
	process.stderr.write(`${error}\n`);
	process.exitCode = 1;
});
