import assert from 'node:assert/strict';
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { OWNER } from '../n8n/client.mjs';

const POLL_MILLISECONDS = 100;

/** Waits until `read` returns the expected value. After the timeout, throws with the difference. */
export async function waitForValue(read, expected, message, { timeoutSeconds = 30 } = {}) {
	const deadline = performance.now() + timeoutSeconds * 1000;
	for (;;) {
		const actual = await read();
		try {
			return assert.deepEqual(actual, expected, message);
		} catch (error) {
			if (performance.now() > deadline) throw error;
		}
		await sleep(POLL_MILLISECONDS);
	}
}

/** n8n's editor in a headless Chromium, as its owner sees it. */
export class Editor {
	constructor(page, url) {
		this.page = page;
		this.url = url;
	}

	byId(testId) {
		return this.page.locator(`[data-test-id="${testId}"]`);
	}

	async visit(path) {
		await this.page.goto(this.url + path, { waitUntil: 'commit' });
	}

	/** Opens a page that requires a login, and signs in. */
	async signIn(path, { email, password } = OWNER) {
		await this.visit(path);
		const form = this.byId('auth-form');
		await form.locator('input[type="email"]').fill(email);
		await form.locator('input[type="password"]').fill(password);
		await this.byId('form-submit-button').click();
		await this.page.waitForURL((url) => url.pathname === path);
	}

	/** Closes n8n's notifications, which cover other elements. */
	async closeNotifications() {
		const buttons = this.page.locator('.el-notification__closeBtn:visible');
		await waitForValue(async () => {
			for (const button of await buttons.all()) {
				await button.click({ timeout: 1000 }).catch(() => {}); // it may already be closed
			}
			return await buttons.count();
		}, 0);
	}

	/** Saves a screenshot without a focused field, unless `keepFocus` is set, e.g. for an open list. */
	async saveScreenshot(file, { keepFocus = false } = {}) {
		await this.closeNotifications();
		await this.page.mouse.move(0, 0);
		await this.page.evaluate(async (keepsFocus) => {
			if (!keepsFocus) document.activeElement?.blur();
			await document.fonts.ready;
		}, keepFocus);
		await this.page.screenshot({ path: file, animations: 'disabled' });
	}

	/** Saves a screenshot and the test IDs of the page. Returns the folder. */
	async saveDebugFiles() {
		const folder = mkdtempSync(join(tmpdir(), 'grok-video-editor-'));
		const testIds = await this.page.evaluate(() =>
			[...document.querySelectorAll('[data-test-id]')]
				.filter((element) => element.offsetParent)
				.map((element) => element.dataset.testId),
		);
		const text = [this.page.url(), ...new Set(testIds)].join('\n');
		writeFileSync(join(folder, 'test-ids.txt'), `${text}\n`);
		await this.page.screenshot({ path: join(folder, 'page.png') });
		return folder;
	}
}
