/* eslint-disable @n8n/community-nodes/no-restricted-globals -- tests run in Node, not in n8n */
import * as constants from '../../nodes/GrokVideo/limits';
import * as deadline from '../../nodes/GrokVideo/http/deadline';
import { testError } from './testError';

const { now, pause } = deadline;

// Jest restores these mocks before the next test (`restoreMocks`).

/** Replaces a limit of the node. */
export function setLimit(limit: keyof typeof constants, value: number) {
	jest.replaceProperty(constants as Record<keyof typeof constants, number>, limit, value);
}

/** Divides the node's pauses by a factor. */
export function shortPauses(factor = 100) {
	return jest
		.spyOn(deadline, 'pause')
		.mockImplementation(async (seconds, signal) => await pause(seconds / factor, signal));
}

/** Makes the node's clock, pauses and timeouts ten times as fast, for tests of Max Wait, which is at least one second. */
export function fastClock() {
	jest.spyOn(deadline, 'now').mockImplementation(() => now() * 10);
	return shortPauses(10);
}

/** Waits until a condition is true. */
export async function waitUntil(condition: () => boolean, timeoutMs = 5000): Promise<void> {
	const end = Date.now() + timeoutMs;
	while (!condition()) {
		if (Date.now() > end) throw testError(`Timeout: ${condition.toString()}`);
		await new Promise((resolve) => setTimeout(resolve, 5));
	}
}
