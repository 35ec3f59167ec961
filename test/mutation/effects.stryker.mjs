import { config, OF_DEEDS } from './config.mjs';

/** What is done: the loop over items, a task's life, calls and downloads. */
export default config({
	name: 'deeds',
	sources: [
		'actions/*.ts',
		'actions/video/*.operation.ts',
		'request/{memoryKey,options}.ts',
		'task/*.ts',
		'transport/{download,gateway,reply,stream}.ts',
	],
	tests: OF_DEEDS,
	concurrency: 8, // they wait for something most of the time
});
