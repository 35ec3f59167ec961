import * as getBalance from './account/getBalance.operation';
import * as getMany from './model/getMany.operation';
import type { Operation } from './operation';
import * as create from './video/create.operation';
import * as createAndWait from './video/createAndWait.operation';
import * as edit from './video/edit.operation';
import * as extend from './video/extend.operation';
import * as get from './video/get.operation';
import * as wait from './video/wait.operation';

/** By the values of the fields Resource and Operation. */
export const operations: Record<string, Record<string, Operation>> = {
	account: { getBalance },
	model: { getMany },
	video: { create, createAndWait, edit, extend, get, wait },
};
