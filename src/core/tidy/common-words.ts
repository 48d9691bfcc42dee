/** Words that papers use often and that lines often cut, without their endings. */
const common = new Set(
  (
    'ability able above absolute accelerate according account accuracy accurate achieve acquire across activation active ' +
    'actual adapt adaptation adapter addition additional address adjust advance advantage adversarial affect aggregate ' +
    'algebra algorithm align alignment allow alternative although ambiguous amount analysis analytic analyze annotate ' +
    'annotation anomaly another answer apply application approach appropriate approximate approximation arbitrary ' +
    'architecture argument assess assign assistant associate association assume assumption asymptotic attempt attention ' +
    'attribute augment augmentation author automatic autonomous available average balance baseline basic become before ' +
    'behavior behaviour benchmark benefit between beyond binary bound boundary branch broad budget capability capacity ' +
    'capture careful category causal certain challenge change channel character chapter choose circuit classic ' +
    'classification classifier classify closely cluster coefficient cognitive collaborate collaborative collect ' +
    'collection column combination combine common communicate community compare comparison compatible competitive ' +
    'complete complex complexity component composition compress compression compute computation computational computer ' +
    'concept concern conclude conclusion concrete condition conduct confidence configuration confirm connect connection ' +
    'consequence consider considerable consist consistency consistent constant constrain constraint construct ' +
    'construction consume contain content context continue continuous contrast contrastive contribute contribution ' +
    'control converge convergence conversation convert convex convolution convolutional correct correlate correlation ' +
    'correspond cosine criterion critical current dataset database decide decision decode decoder decompose ' +
    'decomposition decrease default define definition degrade degree deliver demand demonstrate demonstration denote ' +
    'density depend dependence dependency deploy derivative derive describe description design detail detect detection ' +
    'detector determine develop development deviation device diagonal difference different differential difficult ' +
    'diffusion dimension dimensional direct direction discover discrete discriminate discriminator discuss discussion ' +
    'disease distance distill distillation distinct distinguish distribute distribution diverse diversity document ' +
    'domain dominant during dynamic economic effect effective efficiency efficient effort eigenvalue element eliminate ' +
    'embed embedding emerge empirical employ enable encode encoder encounter encourage energy engine enhance ensemble ' +
    'ensure entire entropy environment equal equation equivalent error especially establish estimate estimation ' +
    'estimator evaluate evaluation evidence evolution exact examine example except execute exhibit existing expand ' +
    'expect expectation expensive experience experiment experimental expert explain explanation explicit exploit ' +
    'explore exponential expose express expression extend extension extensive external extract extraction extreme ' +
    'factor failure family feature feedback field figure filter finally finding finetune fixed flexible focus follow ' +
    'foolproof formal formula formulate formulation fraction framework frequency frequent function functional ' +
    'fundamental further furthermore future gaussian general generalization generalize generate generation generative ' +
    'generator geometric geometry global gradient gradual graph greedy guarantee guidance guide hardware hidden ' +
    'hierarchical highlight however human hypothesis identical identify identity illustrate image implement ' +
    'implementation implication implicit imply importance important impose improve improvement include incorporate ' +
    'increase increasing indeed independent indicate individual induce inequality inference infer infinite influence ' +
    'information inherent initial initialize initialization input insight inspire instance instead institute instruct ' +
    'instruction integer integral integrate integration intelligence intelligent interact interaction interest ' +
    'interface intermediate internal interpolate interpret interpretation interval introduce introduction invariant ' +
    'inverse investigate investigation iterate iteration iterative kernel knowledge label language large latent latter ' +
    'layer learner learning length level leverage likelihood limit limitation linear literature local logarithm logic ' +
    'machine magnitude maintain manifold manner manual mapping marginal massive material mathematic mathematical ' +
    'matrix matrices maximum maximize maximal meaning measure measurement mechanism medical memory method methodology ' +
    'metric million minimal minimize minimum mixture model modality modern modify modification module molecular ' +
    'momentum moreover motion motivate multiple multiply multimodal multitask natural nature necessary negative ' +
    'network neural neuron neuroscience normal normalize normalization notable notation notice novel number numerical ' +
    'object objective observation observe obtain obvious occur operate operation operator optimal optimization ' +
    'optimize optimizer option oracle order ordinary organize original orthogonal other outcome output overall ' +
    'overcome overfit overfitting overview parallel parameter parameterize partial participant participate particle ' +
    'particular partition patient pattern penalty people perceive percent perception perform performance period ' +
    'permutation perplexity perspective perturb perturbation phenomenon physical pipeline point policy polynomial ' +
    'popular population portion position positive possible posterior potential power practical practice precise ' +
    'precision predict prediction predictive prefer preference preliminary prepare presence present preserve prevent ' +
    'previous primary principal principle prior probability probabilistic problem procedure proceed process processing ' +
    'processor produce product production professional profile program progress project projection prominent promising ' +
    'prompt proof proper property propagate propagation proportion proportional propose proposition protect protein ' +
    'protocol prove provide publish purpose quadratic quality quantify quantitative quantity quantization quantize ' +
    'quantum query question random randomize range rapid rather rational reason reasoning recall receive recent ' +
    'recognize recognition recommend reconstruct reconstruction record recover rectangular recurrent recursive reduce ' +
    'reduction redundant refer reference refine reflect regard region register regression regular regularization ' +
    'regularize regularizer reinforce reinforcement reject relate relation relationship relative relevant reliable ' +
    'remain remark remove render repeat replace replicate report represent representation reproduce require requirement ' +
    'research researcher residual resolution resolve resource respect respective respond response restrict restriction ' +
    'result retain retrieve retrieval return reveal reverse review reward robust rotation sample sampling satisfy ' +
    'scalable scenario schedule scheduler scheme science scientific scientist search second section segment select ' +
    'selection selective semantic sensitive sentence separate sequence sequential service session setting several ' +
    'severe shallow shape share significant similar similarity simple simplify simulate simulation simultaneous single ' +
    'singular situation social software solution solve source spatial special specialize specific specification ' +
    'specify spectral spectrum stability stable standard statistic statistical stochastic storage strategy strength ' +
    'structural structure student study subject subsequent subset subspace substantial success successful sufficient ' +
    'suggest suitable summarize summary superior supervise supervision supervised support suppose surface surprising ' +
    'survey sustain symbol symmetric syntax synthesis synthesize synthetic system systematic target teacher technical ' +
    'technique technology temperature temporal tensor terminal theorem theoretical theory therefore threshold through ' +
    'throughout together token tokenize tokenizer topic topology toward traditional training trajectory transfer ' +
    'transform transformation transformer transition translate translation treatment trivial typical unable uncertain ' +
    'uncertainty understand understanding uniform unique unit universal university unknown unless update upper useful ' +
    'utilize validate validation valuable value variable variance variant variation variety various vector velocity ' +
    'verify version video virtual visible vision visual vocabulary volume watermark weight whereas whether width window ' +
    'within without workshop'
  ).split(' '),
);

/** True for one of the words that papers use often, with any of the usual endings. */
export function isCommonWord(word: string): boolean {
  const stems = [
    word,
    word.replace(/s$/, ''),
    word.replace(/es$/, ''),
    word.replace(/ies$/, 'y'),
    word.replace(/d$/, ''),
    word.replace(/ed$/, ''),
    word.replace(/ied$/, 'y'),
    word.replace(/ing$/, ''),
    word.replace(/ing$/, 'e'),
    word.replace(/ly$/, ''),
    word.replace(/ally$/, ''),
    word.replace(/ably$/, 'able'),
    word.replace(/ations?$/, 'e'),
  ];
  return stems.some(stem => common.has(stem)) || (/^re[a-z]{6}/.test(word) && isCommonWord(word.slice(2)));
}
