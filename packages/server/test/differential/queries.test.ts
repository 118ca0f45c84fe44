// Random zones from a fixed seed, and some 200 questions about each, on each of the servers.
import { describeRandomQuestions } from './random-questions.ts';

describeRandomQuestions(20_261_120, 25);
