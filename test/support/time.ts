/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node, not in n8n */
import * as constants from '../../nodes/GrokVideo/limits';
import * as deadline from '../../nodes/GrokVideo/http/deadline';
import { testError } from './testError';

const { now, pause } = deadline;

// jest restores these replacements before the next test (`restoreMocks`).

/** Lowers one of the limits of the node. */
export function setLimit(limit: keyof typeof constants, value: number) {
	jest.replaceProperty(constants as Record<keyof typeof constants, number>, limit, value);
}

/** Divides all pauses of the node by a factor. */
export function shortPauses(factor = 100) {
	return jest
		.spyOn(deadline, 'pause')
		.mockImplementation(async (seconds, signal) => await pause(seconds / factor, signal));
}

/** Lets the clock of the node run ten times as fast, pauses and timeouts included: Max Wait is at least one second. */
export function fastClock() {
	jest.spyOn(deadline, 'now').mockImplementation(() => now() * 10);
	return shortPauses(10);
}

/** Waits until a condition is true. */
export async function waitUntil(happens: () => boolean, limitMs = 5000): Promise<void> {
	const end = Date.now() + limitMs;
	while (!happens()) {
		if (Date.now() > end) throw testError(`Timeout: ${happens.toString()}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
