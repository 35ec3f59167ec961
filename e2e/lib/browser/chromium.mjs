import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { onEnd } from '../system/cleanup.mjs';

const DEFAULT_PATHS = {
	linux: [
		'/usr/bin/chromium',
		'/usr/bin/chromium-browser',
		'/usr/bin/google-chrome-stable',
		'/usr/bin/google-chrome',
		'/snap/bin/chromium',
	],
	darwin: [
		'/Applications/Chromium.app/Contents/MacOS/Chromium',
		'/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
	],
};

const QUIET_FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
];

/**
 * Blocks external hosts through name resolution. Interception by Playwright would disable the cache,
 * and the editor has hundreds of files.
 */
const OFFLINE_FLAGS = [
	'--no-proxy-server',
	'--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];

const VIEWPORT = { width: 1400, height: 1000 };
const TIMEOUT_SECONDS = 60;

/** Opens a page in a headless Chromium, which is closed when this process ends. Throws if none is installed. */
export async function openPage() {
	const browser = await chromium.launch({
		executablePath: findChromium(),
		args: [...QUIET_FLAGS, ...OFFLINE_FLAGS],
		// cleanup.mjs handles the signals, so that n8n and the browser end in order.
		handleSIGINT: false,
		handleSIGTERM: false,
		handleSIGHUP: false,
	});
	onEnd(() => browser.close());
	const context = await browser.newContext({
		viewport: VIEWPORT,
		colorScheme: 'light',
		locale: 'en-US',
		reducedMotion: 'reduce',
	});
	const page = await context.newPage();
	page.setDefaultTimeout(TIMEOUT_SECONDS * 1000);
	return page;
}

function findChromium() {
	const customPath = process.env.CHROMIUM_PATH;
	const candidates = [customPath ?? DEFAULT_PATHS[process.platform] ?? []].flat();
	const path = candidates.find((file) => existsSync(file));
	if (path) return path;
	throw new Error(
		[
			customPath
				? `CHROMIUM_PATH is ${customPath}, which does not exist.`
				: 'Chromium was not found.',
			'Install it (Debian: apt install chromium; macOS: brew install --cask chromium),',
			'or set CHROMIUM_PATH to the executable of Chromium or Chrome.',
		].join('\n'),
	);
}
