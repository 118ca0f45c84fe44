// As queries.test.ts, from another seed and many more zones.
import { describeRandomQuestions } from './random-questions.ts';

describeRandomQuestions(7, 400);
