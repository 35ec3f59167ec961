/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';

let ready: Promise<void> | undefined;

/** n8n's binary data service, which stores files on disk by default. */
export async function binaryStore(): Promise<BinaryDataService> {
	const store = Container.get(BinaryDataService);
	await (ready ??= store.init());
	return store;
}

/** Stores binary data on disk or in the items from now on. */
export async function useBinaryMode(mode: 'filesystem-v2' | 'default') {
	((await binaryStore()) as unknown as { mode: string }).mode = mode;
}

/** Stores a file, as an earlier node of the workflow would. */
export async function storedFile(bytes: Buffer, mimeType: string): Promise<IBinaryData> {
	const location = { type: 'execution', workflowId: 'wf1', executionId: 'earlier' } as const;
	return await (await binaryStore()).store(location, bytes, { data: '', mimeType });
}

export async function bytesOf(binary: IBinaryData): Promise<Buffer> {
	return await (await binaryStore()).getAsBuffer(binary);
}

export function fixture(name: string): Buffer {
	return readFileSync(join(__dirname, '..', 'fixtures', name));
}
