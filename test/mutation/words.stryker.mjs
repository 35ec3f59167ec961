import { config, QUICK } from './config.mjs';

/** What is computed: fields, checks, request bodies, and what answers mean. */
export default config({
	name: 'words',
	sources: [
		'actions/{model,video}/*.ts',
		'request/*.ts',
		'transport/{catalogue,problems,provider,reply,words}.ts',
	],
	tests: QUICK,
});
