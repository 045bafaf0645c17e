import { once } from '../once.ts'
import { commonDrugWords } from './common-drugs.ts'
import { neurolepticNames } from './drug-classes.ts'
import { isNear } from './spelling.ts'

/**
 * What allergy lists usually hold and no rule asks about: other drugs, foods, animals, plants, insects, materials, contrast
 * media. One of these words tells what an allergy is to. General knowledge; measured on 2026-11-28 with 544 names of a
 * hospital's allergy table, of which 5 were not known.
 */

/** Of names that WHO and USAN give (INN stems); left out are the stems of what is offered. */
const stems =
  /(?:cill?ins?|m[yi]cine?|cycl?in|cyclines?|[ox]acin|azoles?|statins?|pril|sartans?|[lt]olol|dipine|caines?|mab|t?inib|vir|tidine|azepam|[az]olam|thiazides?|gliptin|gliflozin|glitazone|oxetine|[pr]amine|triptyline|sone|solone|onide|terol|tropium|setron|barbital|cur(?:on)?ium|flurane|platin|rubicin|taxel|parin|xaban|gatran|grel|fibrate|dronate|lukast|penems?|bactam|phylline|morphone|codone|orphine|fentanil|peridol|azine|[lt]i?apine|ridone|asidone|giline|zosin|afil|tide|xamer|oprost|dralazine|mustine|trexate|trexed|bendazole|quine|vudine|citabine|semide|pressin|relin|cept|stim|poetin)$|^(?:ce(?:f|ph)|sulfa|sulpha|gado|io(?:d|hex|pam|ver|dix|pro)|nitro|estr|hydroxy|hydro(?:co|mor)|oxy(?:co|mor)|gluc|insul)/

const rows = [
  // Drugs without a stem, their classes and their brands.
  'antibiotic antibiotics antiviral antivirals sedative sedatives hypnotic hypnotics hypoglycemic hypoglycemics antilipemic gastric sulphur band',
  'aids tb li vpa pcn pcns pen penicillinase beta lactam lactams betalactam cephalosporin cephalosporins macrolide',
  'macrolides quinolone quinolones fluoroquinolone fluoroquinolones aminoglycoside aminoglycosides carbapenem carbapenems',
  'tmp levo zpak amox clav unasyn zosyn rocephin ancef ceclor cefzil duricef suprax tequin avelox floxin noroxin',
  'factive garamycin vibramycin minocin sumycin bicillin primaxin invanz merrem cubicin synercid macrodantin',
  'furadantin nitrofuran isoniazid inh ethambutol pyrazinamide dapsone quinine chloroquine antimalarials lindane',
  'griseofulvin amphotericin lamisil nizoral vancocin chloramphenicol sulfur aztreonam fosfomycin telavancin dalvance',
  'colistin colistimethate polysporin neosporin opiate opiates opioid opioids narcotic narcotics codeine codiene morphine',
  'morphin demerol meperidine propoxyphene darvon stadol butorphanol nubain nalbuphine talwin pentazocine oxycod roxanol',
  'methadone subutex naloxone suboxone levorphanol anesthetic anesthetics anesthesia anaesthetic anaesthetics anaesthesia',
  'novocain novocaine xylocaine marcaine carbocaine sensorcaine propofol diprivan etomidate amidate brevital thiopental',
  'pentothal versed succinylcholine anectine suxamethonium halothane sevo neostigmine glycopyrrolate robinul sugammadex',
  'bridion dantrolene scopolamine belladonna atropine lomotil ace inhibitor inhibitors acei arb arbs blocker blockers',
  'diuretic diuretics loop statin hmg coa reductase nitrate nitrates lasix bumex edecrin diamox norvasc cardizem calcium',
  'channel vasotec accupril altace monopril capoten univasc mavik avapro micardis atacand tekturna clonidine hydralazine',
  'minoxidil digoxin lanoxin procainamide pronestyl mexiletine tikosyn dofetilide sotalol betapace adenosine regadenoson',
  'dobutamine dopamine protamine niacin niaspan zetia welchol questran cholestyramine lopid livalo vytorin lescol mevacor',
  'repatha praluent imdur isosorbide ranexa entresto brilinta ntg nitro nitroglycerin steroid steroids corticosteroid',
  'corticosteroids glucocorticoid glucocorticoids gc cortisone kenalog medrol solumedrol decadron antihistamine',
  'antihistamines benadryl phenergan reglan compazine tigan trimethobenzamide zofran inapsine antiemetic antiemetics',
  'phenothiazine phenothiazines neuroleptic neuroleptics antipsychotic antipsychotics haldol thorazine ssri ssris snri',
  'snris tca tcas tricyclic tricyclics maoi maois antidepressant antidepressants benzodiazepine benzodiazepines zoloft',
  'paxil celexa lexapro effexor cymbalta wellbutrin elavil pamelor trazodone nefazodone lithium barbiturate barbiturates',
  'anticonvulsant anticonvulsants aromatic phenytoin dilantin tegretol depakote valproic valproate topamax vimpat zarontin',
  'felbatol banzel onfi gabitril trileptal fosphenytoin primidone ethosuximide felbamate rufinamide tiagabine perampanel',
  'fycompa heparin lovenox warfarin coumadin plavix anticoagulant anticoagulants antiplatelet oac doac tpa alteplase',
  'streptokinase aminocaproic ppi ppis h2 antacid antacids bismuth laxatives misoprostol cytotec bentyl levsin donnatal',
  'metamucil metformin glucophage actos avandia januvia jardiance farxiga byetta victoza ozempic sulfonylurea sulfonylureas',
  'glyburide glipizide allopurinol zyloprim febuxostat uloric probenecid colchicine methotrexate mtx azathioprine imuran',
  'tacrolimus prograf tac cyclosporine csa mycophenolate cellcept leflunomide arava hydroxychloroquine plaquenil gold',
  'penicillamine remicade enbrel humira rituxan taxol carboplatin etoposide bleomycin doxil oxaliplatin asparaginase',
  'cytarabine procarbazine chemotherapy dmard dmards fosamax actonel boniva reclast prolia evista forteo miacalcin',
  'tamoxifen premarin progestin progestins contraceptive contraceptives testosterone thyroid levothyroxine synthroid armour',
  'ptu propylthiouracil methimazole tapazole cyclobenzaprine flexeril soma skelaxin robaxin norflex zanaflex baclofen',
  'orphenadrine tizanidine muscle relaxant relaxants ultram tramadol nucynta gabapentin neurontin lyrica cgrp erenumab',
  'aimovig amantadine theophylline albuterol advair spiriva singulair mucinex guaifenesin decongestant decongestants',
  'sudafed pseudoephedrine ephedrine epinephrine epi adrenaline phenylephrine dextromethorphan benzonatate robitussin cough',
  'syrup iodide potassium kcl magnesium iron dextran ferrlecit venofer injectafer infed feraheme desferal vitamin vitamins',
  'thiamine folic zinc biotin niacinamide herbal supplement supplements echinacea kava turmeric ginseng melatonin marijuana',
  'cannabis cannabinoids alcohol etoh ethanol nicotine tobacco vaccine vaccines vaccination immunization influenza flu',
  'tetanus toxoid diphtheria pertussis tdap pneumovax pneumococcal zoster shingrix covid pfizer moderna antitoxin antivenom',
  'antivenin immunoglobulin ivig globulin albumin blood transfusion tuberculin ppd botox botulinum collagen hyaluronidase',
  'chymopapain papain aprotinin arv arvs antiretroviral antiretrovirals efavirenz nevirapine emtricitabine cobi rtv chantix',
  'varenicline antabuse disulfiram acamprosate disopyramide quinidine phentermine adderall ritalin stimulants',
  // Of Britain.
  'elastoplast nefopam fusidic fucidin fucibet betnovate dermovate eumovate canesten influvac champix emla scheriproct stemetil',
  'savlon germolene tcp sudocrem dettol e45 aveeno diprobase oilatum zinnat losec zoton motilium codydramol washing biological',
  // Contrast media, disinfectants, materials, what drugs are made with.
  'contrast dye dyes radiocontrast radiographic ivp omnipaque isovue visipaque gadolinium barium technetium isosulfan',
  'iodine iodinated iodinate iodides betadine povidone chlorhexidine hibiclens chloraprep dermabond mastisol benzoin',
  'tincture duraprep merthiolate thimerosal mercury mercurochrome hexachlorophene phisohex peroxide iodoform lysol bleach',
  'ammonia chlorine formaldehyde latex rubber gloves neoprene carba thiuram adhesive adhesives tape tapes bandage bandages',
  'bandaid bandaids tegaderm steri strips plaster electrode electrodes ekg surgical silk suture sutures catgut nylon metal',
  'metals nickel cobalt chromium chrome copper silver titanium aluminum aluminium stainless steel jewelry acrylic acrylate',
  'acrylates methacrylate cement epoxy silicone plastic vinyl wool cotton polyester feather feathers down leather lanolin',
  'paraben parabens propylene polyethylene glycol peg polysorbate cremophor benzyl sulfite sulfites sulphites metabisulfite',
  'bisulfite benzoate benzoates tartrazine fd fdc food color coloring colorings preservative preservatives additives',
  'gelatin lactose cornstarch starch aspartame saccharin sucralose splenda sweetener sweeteners sorbitol nutrasweet stevia',
  'msg glutamate nitrites edta acetone fragrance fragrances perfume perfumes cologne scents scented odors smoke cigarette',
  'soap soaps detergent detergents laundry shampoo cosmetics makeup lotion lotions sunscreen sunscreens paba hair deodorant',
  'toothpaste peppermint menthol camphor eucalyptus balsam peru tea tree oil turpentine paint paints solvents gasoline',
  'diesel fumes chemicals pesticides insecticide pyrethrum cleaning cleaners',
  // Foods.
  'foods shellfish shelfish seafood fish fishes shrimp shrimps prawn prawns crab crabs lobster lobsters crayfish crawfish',
  'crustacean crustaceans mollusk mollusks mollusc clam clams oyster oysters mussel mussels scallop scallops squid octopus',
  'cod salmon tuna tilapia catfish halibut trout flounder snapper mackerel sardines anchovy anchovies herring swordfish',
  'peanut peanuts nut nuts almond almonds walnut walnuts pecan pecans cashew cashews pistachio pistachios hazelnut',
  'hazelnuts macadamia brazil pine coconut chestnut egg eggs yolk milk dairy cow cows casein whey cheese cheeses yogurt',
  'butter lactalbumin cream soy soya soybean soybeans tofu wheat gluten barley rye oat oats corn maize rice buckwheat',
  'quinoa millet grain grains yeast malt sesame sunflower poppy mustard flax flaxseed seed seeds canola cottonseed',
  'safflower fruit fruits banana bananas avocado avocados kiwi mango mangos mangoes papaya pineapple pineapples strawberry',
  'strawberries raspberry raspberries blueberry blueberries cranberry blackberry berry berries apple apples peach peaches',
  'pear pears plum plums cherry cherries apricot apricots nectarine grape grapes raisins melon melons cantaloupe watermelon',
  'honeydew citrus orange oranges lemon lemons lime limes grapefruit fig figs date pomegranate lychee guava passion tomato',
  'tomatoes potato potatoes carrot carrots celery onion onions garlic pepper peppers bell eggplant spinach lettuce kale',
  'broccoli cabbage cauliflower asparagus cucumber cucumbers pumpkin squash zucchini beet beets mushroom mushrooms bean',
  'beans pea peas lentil lentils chickpea chickpeas legume legumes lupin okra olive olives vegetable vegetables meat beef',
  'pork chicken turkey lamb duck veal venison mammalian alpha gal bacon ham sausage poultry honey chocolate cocoa sugar',
  'cinnamon vanilla curry ginger cilantro parsley basil oregano thyme mint paprika cumin nutmeg clove cloves saffron spice',
  'spices spicy vinegar wine beer liquor hops juice coffee soda annatto carmine artichoke',
  // Animals, plants, insects, the air and the weather.
  'environmental environment seasonal season allergens hay fever rhinitis pollen pollens grass grasses bermuda timothy',
  'bahia johnson fescue bluegrass weed weeds ragweed pigweed sagebrush plantain goldenrod dandelion nettle mugwort trees',
  'oak maple birch elm ash cedar juniper cypress cottonwood willow hickory mesquite sycamore poplar mulberry acacia alder',
  'beech aspen flower flowers plant plants poison ivy sumac mold molds mould moulds mildew fungus fungi fungal alternaria',
  'aspergillus cladosporium penicillium candida dust mite mites cat cats feline dog dogs canine animal animals pet pets',
  'dander danders fur horse horses equine cattle goat goats sheep rabbit rabbits guinea pig pigs hamster hamsters gerbil',
  'mouse mice rat rats rodent rodents bird birds parrot pigeon cockroach cockroaches roach roaches insects bug bugs bite',
  'bites sting stings stinging hymenoptera bee bees honeybee bumblebee wasp wasps hornet hornets yellowjacket jacket',
  'jackets ant ants fire mosquito mosquitoes flea fleas tick ticks spider spiders bedbug fly flies venom scorpion jellyfish',
  'snake snakes sun sunlight cold heat pollution exercise straw mulch outdoor outdoors extract extracts',
  // Further brands and drugs, from A to Z.
  'abacavir abreva accolate accutane aciphex acthar actiq activella acyclovir adalat adempas adipex advicor afrin akineton',
  'aldomet alesse alinia alkeran aloe alupent alora altoprev amiloride aminophylline amitiza ammonium amoxil amrix amyl',
  'anbesol androgel anoro antara anusol anzemet apresoline aralen arimidex aristocort aromasin arsenic artane asmanex',
  'astelin atarax atelvia atrovent atripla aubagio avandamet avodart avonex axid azactam azilect azelex azmacort azopt',
  'bactroban beconase belsomra benicar benzalkonium benzaclin betaseron bevespi biaxin bidil birth blocadren brethine',
  'bromfed bupropion butrans bydureon caduet calan calcitonin capsaicin caplyta carafate cardene cardura catapres cerefolin',
  'cerumenex cetaphil chlordiazepoxide chlorthalidone chloral hydrate cimzia cinqair citrucel clarinex cleocin climara',
  'clomid clomiphene clozaril cogentin colestid colestipol colyte combipatch combivent combivir compro comtan contrave',
  'copaxone cordarone coreg corgard coricidin cortaid cortef cortisporin cortizone corzide cosopt cosentyx creon',
  'cyproterone cytoxan dalmane daraprim darunavir ddavp delsym demadex detrol dexedrine dexilant diflucan dificid digibind',
  'dimetapp diprolene dolophine domeboro donepezil dovonex doxy doxepin dramamine drysol dulera dupixent dyazide dynacirc',
  'edarbi efudex elidel eliquis elimite elmiron emetrol enablex entocort epogen procrit eryc ery eskalith estratest estring',
  'evoxac exelon exforge eylea famvir fastin femara femhrt fluorescein fluoride flucelvax fluzone fludrocortisone',
  'fluorouracil flurazepam focalin foradil fortamet fosrenol fucithalmic gaviscon gengraf gilenya glucotrol glucovance',
  'glutamine golytely movprep nulytely suprep halcion hycodan hycotuss hydrocort hytrin imodium incruse indapamide inderal',
  'interferon intal invokana ipecac ipol isordil isuprel itch kadian kayexalate keppra kerendia kerlone kinevac klor',
  'lacosamide lariam latuda leucovorin levaquin levitra levothroid levora lexiscan librax librium lidex lidoderm linzess',
  'lioresal loestrin loprox lotrel lotrimin lotrisone lotronex loxapine lozol ludiomil lunesta lupron lupkynis luvox maalox',
  'macugen malarone marinol maxair maxitrol maxzide mebaral mellaril meridia mestinon metolazone metrogel micronase',
  'micronor midodrine minipress mirapex moban monurol motofen movantik mucomyst acetylcysteine mycelex mycolog mycostatin',
  'mysoline namenda naphcon nardil nasacort natrecor navane nembutal neggram neulasta neupogen niferex nilandron nitrofur',
  'nolvadex norpace northera norvir nuedexta nuvigil nystop nucala ocrevus omacor opana opium optivar orap ortho otezla',
  'oxandrin oxcarbazepine oxytrol pamine pancrease parafon parlodel patanol pentamidine pentoxifylline trental periactin',
  'peridex peroxyl persantine pexeva phenazopyridine pyridium phenobarb phenolphthalein phoslo pilocarpine plendil pletal',
  'podophyllin pramosone prandin precose premphase prempro pristiq proamatine procardia prolixin propecia proscar prosom',
  'protopic provera provigil psoralen psyllium pulmicort pyridostigmine qvar quibron renagel renvela requip rescriptor',
  'restasis restoril retrovir revia rhinocort rhogam ribavirin ridaura rifadin rilutek risperdal rogaine rozerem rythmol',
  'sabril salagen sanctura sandostatin sansert saphris savella seconal sectral seldane selenium selsun semprex septocaine',
  'serax serentil serevent serophene serzone sinequan sinemet sonata soriatane sporanox starlix stelara stelazine strattera',
  'sular sulfoam surfak surmontil symmetrel synagis synalar synvisc taclonex talc tambocor tanzeum tarka tavist tazorac',
  'tegaserod teicoplanin temodar tenex tenoretic tenormin terazol teslac tessalon tetrahydrozoline teveten thalidomide',
  'ticlid timoptic tindamax tobradex tofranil tolinase tonocard toprol toviaz tracleer trandate transderm scop tranxene',
  'travatan tribenzor triam trimox trilafon trilipix trimpex triple trulance trusopt truvada tussionex tygacil tysabri',
  'uceris uniretic urecholine urispas valcyte vancenase vaporub vicks vaseline verelan vermox vesicare viadur vibra',
  'victrelis viibryd viread visine vistaril vivactil vivelle volmax vyepti xeljanz xolair xyzal yasmin yaz zaroxolyn zebeta',
  'zelnorm zemplar zestoretic ziac ziagen ziana zostrix zonegran zostavax zovirax zyflo zymar zyvox zytiga abilify aristada',
  'angiotensin receptor antagonist antagonists agonist agonists lead lecithin sulfamide mycins mycin cillins vanc aces',
  'zpack pack pak antianxiety bp pressure cholesterol diabetes',
  // Further materials and products.
  'coban cavilon opsite coloplast duoderm hydrogel aquacel mepilex mepitel allevyn tagaderm medipore hypafix micropore',
  'transpore primapore prolene vicryl monocryl staples staple glue dressing dressings gauze leads elastic spandex lycra',
  'velcro dacron lubricant lubricants jelly spermicide nonoxynol condoms condom balloons lipstick nail polish cosmetic',
  'creams razor shaving deodorants antiperspirant henna bubble bath wipes sanitizer purell alcohols isopropyl phenol',
  'methylparaben methylparabens propylparaben quaternium toluene xylene resin resins colophony rosin ethylenediamine',
  'mercaptobenzothiazole carbamix dimethylaminopropylamine cocamidopropyl betaine imidazolidinyl methylisothiazolinone',
  'isothiazolinone cinnamic aldehyde platinum palladium zirconium amalgam dental fillings wood sawdust concrete fiberglass',
  'asbestos tanning ink inks newsprint carbonless paper drywall chlorinated pool hydrocarbons phosphates pesticide',
  'herbicide fertilizer freon propane kerosene exhaust incense candles febreze',
  // Further foods, plants, animals.
  'ketchup mayonnaise licorice sauce soups bread pasta flour cereal cake candy cola pepsi coke chai nutella dill bay mace',
  'wasabi horseradish radish turnip parsnip leek leeks scallion shallot arugula chard collard sprouts yam yams cassava taro',
  'jicama tamarind persimmon dates quince currants currant elderberry gooseberry boysenberry acai goji jackfruit durian',
  'starfruit kumquat tangerine tangerines clementine rhubarb peppermints sorghum spelt kamut rapeseed lupine fenugreek',
  'cardamom coriander anise fennel caraway tarragon rosemary sage marjoram calamari eel caviar perch bass haddock pollock',
  'sole grouper mahi carp pike sturgeon shark seaweed kelp snail snails escargot frog turtle alligator bison buffalo goose',
  'quail liver gelatine broth lard tallow suet bayberry palm privet paloverde gum orchard cocklebur hemp thistle tumbleweed',
  'sorrel dock feverfew firebush pellitory vernal redtop brome june quack marsh elder lambs quarter kochia amaranth',
  'chrysanthemum chrysanthemums daisy daisies lily lilies roses hyacinth honeysuckle lilac wisteria jasmine hydrangea',
  'gardenia spruce fir redwood sequoia magnolia dogwood hackberry linden locust sweetgum hornbeam botrytis fusarium mucor',
  'rhizopus helminthosporium epicoccum curvularia drechslera stemphylium smut smuts rust rusts trichophyton spores',
  'livestock ferret ferrets chinchilla llama alpaca donkey mule swine deer chickens hen parakeet cockatiel canary ladybug',
  'ladybugs gnats gnat chigger chiggers sandflies deerfly horsefly blackfly lice scabies caterpillar centipede moth moths',
  'beetle beetles dusts barometric wind humidity temperature',
]
const usual: ReadonlySet<string> = new Set([
  ...rows.flatMap((row) => row.split(' ')),
  ...commonDrugWords,
  ...neurolepticNames,
])
/** By first letter and length: an entry may be all unknown words, each compared with those that may be meant. */
const byShape = once(() => Map.groupBy(usual, (word) => word.charAt(0) + word.length))
const deviations = [0, 1, -1, 2, -2]

/** `codine`, `latax`, `epinepherine` */
function isMisspelled(word: string): boolean {
  if (word.length < 5 || word.length > 18) return false
  const edits = word.length < 9 ? 1 : 2
  return deviations.some(
    (more) =>
      Math.abs(more) <= edits &&
      word.length + more >= 5 &&
      byShape()
        .get(word.charAt(0) + (word.length + more))
        ?.some((one) => isNear(word, one, edits)) === true,
  )
}

/** What an allergy is to stands in front; each word costs a look at many. */
const mostMended = 6

/** Whether any of the words tells that an allergy is to something that no rule asks about. */
export function namesUsualAllergen(words: string): boolean {
  const said = words.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? []
  return said.some((word) => usual.has(word) || stems.test(word)) || said.slice(0, mostMended).some(isMisspelled)
}
