import { config, OF_WORDS } from './config.mjs';

/** What is said: fields, checks, request bodies, and what answers mean. */
export default config({
	name: 'words',
	sources: [
		'actions/model/*.ts',
		'actions/video/{displayRules,fields,imageFields,index,options,taskFields}.ts',
		'request/{body,check,fileName,images,read}.ts',
		'transport/{catalogue,problems,provider,words}.ts',
	],
	tests: OF_WORDS,
	concurrency: 3,
});
