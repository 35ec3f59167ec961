/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node, not in n8n */
import * as constants from '../../nodes/GrokVideo/limits';
import * as pauses from '../../nodes/GrokVideo/http/deadline';

// What is replaced here, jest restores before the next test (`restoreMocks`).

/** Makes one of the node's times or limits smaller, in its own unit. */
export function shorten(limit: keyof typeof constants, value: number) {
	jest.replaceProperty(constants as Record<keyof typeof constants, number>, limit, value);
}

/** Makes every pause of the node so many times shorter, where a test is not about time. */
export function shortPauses(factor = 20) {
	const { pause } = pauses;
	return jest
		.spyOn(pauses, 'pause')
		.mockImplementation(async (seconds, signal) => await pause(seconds / factor, signal));
}

/** Waits for what must happen. */
export async function until(happens: () => boolean, limitMs = 5000): Promise<void> {
	const end = Date.now() + limitMs;
	while (!happens()) {
		if (Date.now() > end) throw new Error(`It did not happen: ${happens.toString()}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
