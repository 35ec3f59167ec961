/* eslint-disable @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-restricted-imports -- tests run in Node, not in n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Container } from '@n8n/di';
import { BinaryDataService } from 'n8n-core';
import type { IBinaryData } from 'n8n-workflow';

let ready: Promise<void> | undefined;

/** n8n's store of binary data, which keeps it in files until `useBinaryMode` says otherwise. */
export async function binaryStore(): Promise<BinaryDataService> {
	const store = Container.get(BinaryDataService);
	await (ready ??= store.init());
	return store;
}

/** Where n8n keeps binary data from now on: in files, or in the items. */
export async function useBinaryMode(mode: 'filesystem-v2' | 'default') {
	((await binaryStore()) as unknown as { mode: string }).mode = mode;
}

/** A file as an earlier node leaves it, in n8n's binary store as it is set up at the time. */
export async function storedFile(bytes: Buffer, mimeType: string): Promise<IBinaryData> {
	const place = { type: 'execution', workflowId: 'wf1', executionId: 'earlier' } as const;
	return await (await binaryStore()).store(place, bytes, { data: '', mimeType });
}

export async function bytesOf(binary: IBinaryData): Promise<Buffer> {
	return await (await binaryStore()).getAsBuffer(binary);
}

export function fixture(name: string): Buffer {
	return readFileSync(join(__dirname, '..', 'fixtures', name));
}
