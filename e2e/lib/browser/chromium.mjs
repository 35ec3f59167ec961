import { existsSync } from 'node:fs';
import { chromium } from 'playwright-core';
import { onEnd } from '../system/cleanup.mjs';

const USUAL_PLACES = {
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
 * Keeps the browser on this machine. By name resolution: interception by Playwright would do as
 * well, but it turns off the cache, and the editor is some hundred files.
 */
const OFFLINE_FLAGS = [
	'--no-proxy-server',
	'--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1 , EXCLUDE localhost',
];

const VIEWPORT = { width: 1400, height: 1000 };
const TIMEOUT_SECONDS = 60;

/** A page of a headless Chromium that ends with this process; throws when there is no Chromium. */
export async function openPage() {
	const browser = await chromium.launch({
		executablePath: findChromium(),
		args: [...QUIET_FLAGS, ...OFFLINE_FLAGS],
		// cleanup.mjs handles the signals: n8n and the browser end in order.
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

export function findChromium({ env = process.env, platform = process.platform } = {}) {
	const named = env.CHROMIUM_PATH;
	const found = [named ?? USUAL_PLACES[platform] ?? []].flat().find((file) => existsSync(file));
	if (found) return found;
	throw new Error(
		[
			named ? `CHROMIUM_PATH names ${named}, which is not there.` : 'No Chromium was found.',
			'Install it (Debian: apt install chromium; macOS: brew install --cask chromium),',
			'or name the program of a Chromium or Chrome in CHROMIUM_PATH.',
		].join('\n'),
	);
}
