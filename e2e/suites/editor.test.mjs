import { after, describe } from 'node:test';
import { cleanUp } from '../lib/system/cleanup.mjs';
import { credentialSteps } from './editor/credential.mjs';
import { fieldSteps } from './editor/fields.mjs';
import { videoToVideoSteps } from './editor/video-to-video.mjs';
import { runSteps } from './editor/runs.mjs';
import { EditorSession } from './editor/session.mjs';

const MAJOR = Number(process.env.N8N_MAJOR ?? 2);

describe(`The editor of n8n ${MAJOR}`, () => {
	const session = new EditorSession(MAJOR);
	after(cleanUp);
	session.step('starts Chromium, and n8n with the package', async () => await session.start());
	credentialSteps(session);
	fieldSteps(session);
	runSteps(session);
	videoToVideoSteps(session);
});
