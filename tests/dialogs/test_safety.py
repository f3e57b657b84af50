"""What a child in danger says is noticed; what only sounds like it is not."""

import csv
import re
import time
from pathlib import Path

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dialogs.safety import DROPPED, PARTS, PHRASES, Concern, Phrase, check, compiled, plain

REFLECTIONS = Path(__file__).parents[3] / "shared/data/text/cered_reflections_train.tsv"

SELF_HARM = """
im gonna off myself
I want to die
i just want to die
i really just want to die rn
honestly i kinda want to die
wanna die
i wanna die so bad
I want 2 die
im so tired and i want to die
i hate my life and want to die
school makes me want to die
I wish I was dead
i wish i were dead
i wish i was never born
I hope I never wake up
i would be better off dead
I deserve to die
I don't want to live anymore
i dont wanna live any more
I don’t want to be alive
I no longer want to live
I dont want to exist
i have nothing to live for
I don't see any reason to live
im tired of living
everyone would be better off without me
my family would be better off if i was dead
I want to kill myself
im gonna kill myself tonight
i k1ll myself tomorrow
going to ki11 myself
imma k!ll myself
i will k*ll myself
i might KILLLL MYSELFFF
sometimes I think about killing myself
I feel like killing myself
i tried to kill myself last year
i'm killing myself tonight
I don't want to kill myself but I think about it a lot
i want to unalive myself
i'm gonna kms
kms
i want to kms
I am suicidal
ive been feeling suicidal
I have suicidal thoughts
i want to commit su1c1de
i attempted suicide in 8th grade
I keep thinking about suicide
i wrote my suicide note
I want to end my life
i'm going to take my own life
thinking of ending my life
i want to end it all
I want to hurt myself
i've been hurting myself
i can't stop cutting myself
I cut myself on purpose
i cut myself because i hate me
I'm cutting my wrists
I started cutting my arms again
i self harm
I've been self-harming since summer
I took a whole bottle of pills
i want to overdose
i want to jump off a bridge
im going to jump in front of a train
i want to hang myself
i want to shoot myself
i make myself throw up after lunch
i've been starving myself
I 🔫 want to die 😭😭
i want to d13
the soldier said I want to die
in my story she says i want to kill myself
everything is bad. i want to... die
I want to die, nobody can know
quiero morir
quiero morirme ya
me quiero morir
Me quiero matar
voy a suicidarme
quiero suicidarme esta noche
a veces pienso en matarme
ya no quiero vivir
no quiero vivir más
no tengo ganas de vivir
ojalá estuviera muerto
quisiera no haber nacido
tengo pensamientos suicidas
me corto los brazos
me corto cuando estoy triste
quiero hacerme daño
quiero quitarme la vida
voy a acabar con mi vida
me voy a cortar las venas
todos estarían mejor sin mí
i dont want to be here anymore i want to be dead
id rather be dead
i just wanna end my life already
whats the easiest way to kill myself
how do i kill myself
i think about killing myself every single day
i think im going to kill myself
i've thought about ending my life
i am going to commit suicide tonight
im literally so suicidal rn
i self harmed last night
i burn myself with a lighter when i'm stressed
i cut my wrist last night
i've been cutting
quiero matarme
kiero morirme
ya no aguanto, me quiero morir
no quiero seguir viviendo
quiero dejar de vivir
estoy pensando en suicidarme
pienso en el suicidio
quiero desaparecer para siempre
mi vida no vale nada
I'm going to slit my wrists
i want to slit my throat
i'm planning to kill myself
I'm thinking of suicide
i cant do this anymore i want to die
please help me i want to die
I WANT TO DIEEEEEE
i wnat to die
I want to die :(
why do i want to die all the time
I honestly don't want to be alive anymore
im not ok i want to hurt myself again
i'll hang myself
i have a plan to kill myself
i have a plan to end my life
ive been thinking about hurting myself
i feel like hurting myself
nobody would care if i died
i might as well be dead
life isnt worth living
no reason to live
i want to go to sleep and never wake up
i should just die
i should kms
wanna kms so bad
going to kms
i seriously want to be dead right now
i think the world would be better without me
im planning on killing myself this weekend
i tried to hang myself
ive tried to kill myself twice
i wanna slit my wrists
i keep cutting
i have been cutting my arms with a razor
i cant stop thinking about suicide
i wish i could just die
i wish i didnt wake up this morning
i hope i die in my sleep
i want my life to end
i dont deserve to live
ive been self harming for months
i drank bleach
i took too many pills on purpose
im going to jump off the roof of the school
me quiero suicidar
odio mi vida y me quiero morir
my friend wants to kill herself
my best friend told me she is going to kill herself
my friend is cutting herself
my brother cuts himself
my friend hurts herself at night
my sister said she wants to die
she told me she wants to die
my friend keeps saying he wants to die
a girl in my class wants to kill herself
someone in my class is suicidal
one of my friends tried to kill himself
my little sister says she doesnt want to live anymore
my classmate self harms
my cousin attempted suicide
I swallowed all my moms pills
i took all of my grandmas pills
there's no point in living
whats the point of living anymore
i wish i wasnt here
i dont want to be here anymore
me hago daño
a veces me hago daño
ya no quiero estar aqui
mi amiga se quiere matar
mi mejor amiga me dijo que quiere morir
mi hermana se corta los brazos
mi amigo intentó suicidarse
""".strip().splitlines()

ABUSE = """
my dad hits me
my stepdad beats me when he is drunk
my mom hit me with a belt
dad punched me in the face
My uncle touches my private parts
he touched me down there
my coach touched me inappropriately
someone touches me where i don't want
i was raped
i got molested when i was 8
my cousin raped me
my brother hits me every day
they beat me up after school
some boys beat me up in the bathroom
my boyfriend hits me
my mom's boyfriend hits me
my stepfather abuses me
I'm being abused at home
i am being abused
I'm being forced to have sex and I'm only 12 years old
he made me touch him
he makes me take off my clothes
my coach asked me to send nudes, he asks me for nudes
my dad threatened to kill me
my stepdad tried to strangle me
i don't feel safe at home
im not safe at home
my parents don't feed me
my dad locks me in the basement
i get hit at home
I get beaten by my dad
everyone tells me to kys
they told me to kill myself
im scared he will hurt me again
my grandpa hurts me
he chokes me when he's mad
mi papá me pega
mi padrastro me golpea
mi mamá me pega con el cinturón
en mi casa me pegan
mi tío abusa de mí
mi primo me violó
me violaron
alguien me toca las partes íntimas
me obliga a tener relaciones
no me siento segura en casa
mi papá me amenaza con matarme
mi novio me pega
mi padrastro me hace daño
my dad beats me and my brother
my mum slaps me when I get bad grades
my stepmom burned me with a cigarette
dad hits me when hes drunk
my uncle makes me touch him
my teacher touched my thigh
a man touched me
my brother touches me at night
he raped me last night
i was sexually assaulted
i got raped at a party
my dad is hurting me
someone is hurting me
someone hurts me at home
someone hurt me
a grown up is hurting me
he keeps hitting me
my parents hit me
my parents beat me every day
my mom beats me up
mi papa me golpea todos los dias
mi mama me maltrata
mi tio me toca
mi tio me toca por las noches
mi padrastro abusa de mi
mi hermano me pega mucho
un señor me tocó mis partes
fui violada
Dad has been beating me
I'm being beaten at home
I'm getting hit by my stepdad
my dad beat me last night
my mother hits me with a stick
hes been molesting me
I feel unsafe at home
my brother threatens to kill me
they threatened to stab me after school
kids at school beat me up
a boy at school forced me to kiss him
my dad hits my mom and me
my dad kicks me when he is mad
mom chokes me
my grandfather touched my private parts
my babysitter made me touch his private parts
my teacher kissed me and touched my chest
a guy raped me
i am being molested by my uncle
my brother beats me up every night
they hurt me at home
dad locked me in the closet all night
my mom doesnt feed me
mi papa me golpea cuando toma
mi vecino me toco mis partes
my dad hits my mom
my stepdad beats my mom when he is drunk
my dad hit my little brother with a belt
my mom's boyfriend is choking my mom
he wants me to send nudes
a guy online told me to send him nudes
me estan pegando en casa
mi papá le pega a mi mamá
mi padrastro golpea a mi hermano
my dad hurts my little sister
my dad hits us
my friend was raped
""".strip().splitlines()

VIOLENCE = """
I'm going to kill everyone at school
i want to kill my teacher
im gonna shoot up the school
I will shoot everyone in my class
i want to stab him
i'm going to hurt someone
I want to hurt my classmates
i am going to bring a gun to school
I have a knife in my backpack
i brought a gun to school
i'm going to bomb the school
I want to burn down the school
im planning to kill them all
i'm gonna beat him up
i'm going to do a school shooting
i will k1ll you
i want to murder my stepdad
thinking about killing my parents
quiero matar a todos
voy a matar a mi maestra
los voy a matar
quiero matarlo
voy a llevar un cuchillo a la escuela
voy a quemar la escuela
voy a hacer un tiroteo
quiero apuñalar a alguien
quiero hacerle daño a mi hermano
i am going to shoot up my school
im gonna kill all of you
i'm going to kill my mom
i want to kill people
ill kill him
im bringing a knife to school tomorrow
i will blow up the school
i'm gonna stab my teacher
i want everyone at school to die
ive got a gun in my locker
voy a matarlos a todos
te voy a matar
voy a llevar una pistola al colegio
i am going to stab my brother
im bringing my dad's gun to school tomorrow
i want to shoot my classmates
im gonna murder you
i want to blow up my school
voy a matar a mi profesora
i will bring a knife tomorrow
im going to bring a gun on monday
im bringing my dads gun tomorrow
""".strip().splitlines()

HARMLESS = """
I'm proud of myself
I think of myself as a good reader
I want to make a video of myself reading
this essay is killing me
I will kill it on the test
I killed it in the presentation
I could have died laughing
I almost died laughing when the teacher slipped
I'm cutting back on snacks
Romeo wants to die because he thinks Juliet is dead
Juliet kills herself with a dagger
the soldiers died in the trenches
my phone died during class
my phone is dead
I'm dead tired
I'm dying to see the results
I am dying of boredom
I'd kill for a pizza right now
I want to kill time before practice
kill two birds with one stone
my mom is going to kill me if I fail
my dad will kill me when he sees my grade
mom would kill me lol
I don't want to die
I don't want to die in the game again
I want to die of embarrassment
I wanted to die of boredom
I want to die laughing at this video
I want to kill the boss in Zelda
I want to kill him in Fortnite
I'm going to kill everyone in minecraft
I want to shoot a short film
I want to shoot more free throws
I'm going to shoot him an email
I'll shoot my teacher a message
I want to shoot people for my photo project
we need to shoot the video on Friday
I beat my brother at chess
my brother beats me at chess every time
she beat me in the race
my sister always beats me in Mario Kart
he hit me with the ball in dodgeball
he hit me up about the project
my coach hit me ground balls at practice
it hit me that I never studied
the idea hit me
the ball hit me in the face
a car almost hit me
he kicked me out of the group chat
she kicked me off the team
they hit me with a hard question
my teacher pushed me to do better
my mom pushes me to study
my friend pushed me on the swing
the story touched me
his speech touched me deeply
I hurt myself at soccer practice
I hurt my knee in PE
I cut myself shaving
I cut my finger while cooking
I cut myself on paper
I burned myself on the stove
I don't want to hurt myself on the trampoline
I want to cut myself some slack
I want to cut the intro of my essay
I'm cutting my essay down to two pages
I'm going to cut my hair
I'm killing myself over this project
I'm killing myself to finish this essay
I'm killing myself studying for finals
I don't want to hurt anyone's feelings
I hurt my friend's feelings yesterday
I'm going to beat him in the race
I want to beat my record
I'm going to beat everyone in the spelling bee
we are going to beat them on Saturday
the other team killed us
our team got beaten 3-0
we got crushed
I bombed the test
I'm gonna bomb this quiz
I blew up the balloon
this video blew up
the bomb killed thousands in Hiroshima
World War II killed millions of people
Hitler murdered six million Jews
Lincoln was shot in the theater
my report is about suicide prevention
I'm writing about suicide rates in Japan
I'm thinking about suicide prevention as my topic
we read about school shootings in social studies
I want to do a report on gun control
I want to write about guns
Hamlet thinks about suicide in act three
Ophelia drowns
in To Kill a Mockingbird, Tom is accused
I want to read To Kill a Mockingbird
The Hunger Games is about kids who kill each other
Katniss wants to protect her sister
my character dies at the end
the villain kills the king
he wants to kill the dragon
the wolf wants to eat the pig
the cells die without oxygen
plants die without water
I want to know why stars die
do fish die in salt water
how did the dinosaurs die
my grandma died last year
my dog died and I'm sad
I don't want to live in a city
I want to live in Spain one day
I don't want to wake up early tomorrow
I hate Mondays
I want to end my essay with a quote
I want to end the year with an A
I want to take my life more seriously
I want to change my life
I ran 5 kms today
my goal is to run 10 kms
I want to run 5 kms
we drove 300 kms
that joke slayed me
this song slaps
I'm hanging out with my friends
hang in there
I hung my poster myself
I did it all by myself
I taught myself guitar
I push myself to read more
I beat myself up about mistakes sometimes
I'm too hard on myself
I want to challenge myself
I want to shoot for an A
give it a shot
I want to stab at question 4
this homework is torture
math is murder
I'm starving
I could eat a horse
I want to attack the problem step by step
heart attack is a topic in health class
I want to bring a cake to school
I'm bringing my project to school
I have a book in my backpack
I have a knife in my kitchen
the cafeteria food makes me sick
I threw up after running
I took my vitamins
I take my meds for asthma every morning
my mom took me to the doctor
my dad made me clean my room
she forced me to read out loud
my teacher makes me redo it
my parents let me eat pizza
I don't feel safe posting my art
I'm scared of the dark
I'm scared I will fail
he scared me
kys is a rude word
I was abused in fortnite lol
I want to poison the rats in my story
I want to jump off the diving board
I want to jump into the pool from the roof of the boat
we jumped off the bridge into the lake
me muero de risa
me muero de hambre
me quiero morir de la risa
quiero morir de vergüenza
me estoy muriendo de sueño
voy a matar el tiempo leyendo
matar dos pájaros de un tiro
me mato estudiando
mi mamá me va a matar si repruebo
me toca presentar mañana
me toca a mí leer
me pegó el sol
mi hermano me pegó la gripe
me pegó con la pelota jugando
me voy a cortar el pelo
me quiero cortar el pelo
me corté el dedo cocinando
no quiero vivir en otra ciudad
quiero vivir en la playa
el soldado murió en la guerra
la película trata de un asesino
quiero acabar con todo el trabajo hoy
tengo ganas de dormir
mi perro murió ayer
la batería está muerta
quiero golpear la pelota más fuerte
voy a matar al jefe en el juego
el libro me hizo llorar
esta tarea me mata
abusan de mi confianza
quiero hacer una obra sobre la guerra
my favourite band is The Killers
I want to kill this audition
that test murdered me
I'm going to die if I have to read one more chapter
I'm going to kill it tomorrow
I'll kill you lol jk
we studied how bees die
she wants to die on that hill
I want to live my best life
my friend's joke killed me
he beats the drum and I sing
he hit me with his backpack by accident
my brother beats me to the bathroom every morning
my brother beat me by two points
my cat bites me
my brother bites me
they hurt me with their words
she hurt me when she said that
that hurts me
my shoes hurt me
someone hit my car
someone beat me to it
people always beat me in debates
everyone beats me at spelling
she beat me
he beat me in math
he kicked me under the table
he tried to kill me in Roblox
my coach tried to kill me with sprints
Mr Smith tried to kill me with homework
they made me take off my shoes
my mom makes me take my jacket
he makes me sick
I have a gun in my game inventory
I have a bomb in my story
I took my knife to cut the cake
I want to hurt less after running
I want to burn calories
I want to cut carbs
I want to attack my reading goal
i want to shoot hoops with my friends
i want to shoot him a text
i want to hit my goals
i want to kill my procrastination
I want to stab the dragon
I'm going to murder this exam
we're going to blow up the balloon
I want to blow up the school's follower count
the school play is killing me
I want to do a project on school shootings
I want to end it all with a big finale
I want to end my paragraph strongly
I want to end my life story essay well
I want to take my life back
I want to overdose on chocolate
I'm suicidal squad fan
The Suicide Squad is my favourite film
my suicide prevention poster is done
I think about suicide bombers in history class
I hope I die in act 2 so my part is short
I play a zombie and I want to die dramatically on stage
In the play I have to die
I need to die three times to beat this level
if I were Juliet I would not want to die
Anne Frank did not want to die
people who want to die for their country
they want to live
they killed my character
my goal is to stop hurting my wrist when typing
my wrist hurts
I burned my tongue
I'm drowning in homework
I want to drown myself in books
I could kill for chocolate
i shot my first basket
my teacher hit me with extra homework
my dad threw me a ball
she touched me with her kindness
the book touched my heart
my teacher touches on my favourite topics
my sister made me touch slime
I felt safe at home
I feel safe at home
no me toca a mi
me toca hacer la tarea
mi mama me pega carteles en la pared
la maestra me golpea con tarea
me golpee la rodilla
voy a matar zombis
voy a matar la clase con mi presentacion
me mata la curiosidad
no quiero morir
no me quiero morir
me quiero comer una pizza
quiero que muera el villano
el villano quiere matar a todos
quiero hacer explotar un volcan de ciencias
quiero volar la cometa
quiero atacar el problema
me siento segura en casa
no quiero despertar temprano
lo voy a matar en el partido
le voy a disparar al arco
te voy a matar de risa
I want to die my hair blue
the plot really kills me
I want to kill the lights on stage
my coach is going to murder me if I'm late
my goal is to beat Jake at chess
the boss kept hitting me in the game
my little brother hit me with a pillow
I hit myself in the face with the door by accident
I burned myself out last semester
I want to stop hurting my back when I lift
I scared myself with that movie
I want to end my presentation on a high note
I want to live like this forever
Macbeth kills Duncan
she was shot at the ballet recital by a photographer
we shot the scene twice
I'm going to shoot my best time
I'd rather die than present in front of class
I'd rather be dead than read that again
he always kicks me off the computer
my cousin beats me at FIFA every day
my phone died and my mom wanted to kill me
they want to hurt the hero in my comic
I have a knife skills class
I brought a water gun to the pool
my backpack is killing my back
I took the meds for my cold
I want to attack this unit
I'm a suicide prevention volunteer
cutting class is bad
I want to jump higher
I want to jump in front of the crowd
I want to jump off the high board
mi hermano me pega cuando jugamos futbol
me muero por ver la película
quiero matar dos pájaros de un tiro
la tarea me va a matar
quiero morir de risa
voy a disparar unas fotos
no quiero lastimar a nadie
my friend killed it at the recital
my friend is killing herself over this project
my friend almost killed himself laughing
my sister wants to die her hair blue
my brother wants to die of embarrassment
my friend wants to be dead in the play
my friend hurt herself at practice
my brother hurt himself
my sister cut herself on paper
my brother cut himself shaving
my sister burned herself on the stove
my grandpa wants to die at home
my friend wants to kill the boss in Zelda
my sister wants to cut her hair herself
my friend doesnt want to live in a city
my friend wants to live near me
my main character wants to die for her country
she told me she wants to kill it on stage
someone in my class wants to be a doctor
my dad beats my mom at chess every time
my brother beat my sister in Mario Kart
my dad hit my brother with the ball
my sister hit my brother with a pillow
my dad hit my moms car
my dad beat my sister in the race
my mom hits my dad up for money
my brother kicked my sister out of his room
my uncle beat my dad
my dad beats us at chess
my brother hurt my sister by accident
they beat us in the final
my mom hurt my dads feelings
I swallowed all my vegetables
I swallowed my gum
I took all my vitamins
I took all my books home
there's no point in living far away from school
there is no point in arguing
what is the point of this story
I wish I wasn't here on Saturdays
I wish I wasn't here for the test
I wish I were here more often
I don't want to be here late
I don't want to be here during the assembly
I will bring a cake knife tomorrow
I'll bring a glue gun tomorrow
I will bring a knife to cut the cake
I'll bring a poster tomorrow
he wants me to send the homework
she asked me to send photos of the project
my coach told me to get ready
me hago daño en la rodilla cuando corro
me hice daño jugando
no quiero estar aqui en agosto
ya no quiero estar en este grupo
quiero estar aqui
mi amiga se quiere cortar el pelo
mi hermana se corta el pelo
mi amigo se muere de risa
mi amigo quiere morir de risa
mi personaje quiere morir
mi hermano le pega a mi papa en ajedrez
mi hermano se hizo daño en el partido
mi papa le pega a la pelota
""".strip().splitlines()

POSITIVES = [
    (text, kind)
    for kind, texts in (("self_harm", SELF_HARM), ("abuse", ABUSE), ("violence", VIOLENCE))
    for text in texts
]


def test_every_explicit_sentence_is_noticed_and_nearly_nothing_else() -> None:
    """All explicit sentences fire, and at most 2 % of the harmless ones do."""
    missed = [text for text, _ in POSITIVES if check(text) is None]
    false_alarms = [text for text in HARMLESS if check(text) is not None]
    noticed = len(POSITIVES) - len(missed)
    figures = (
        f"recall {noticed / len(POSITIVES):.3f} of {len(POSITIVES)}, "
        f"precision {noticed / (noticed + len(false_alarms)):.3f}, "
        f"false alarms {len(false_alarms)} of {len(HARMLESS)}; {missed=} {false_alarms=}"
    )

    assert len(POSITIVES) >= 80, figures
    assert len(HARMLESS) >= 120, figures
    assert not missed, figures
    assert len(false_alarms) <= 0.02 * len(HARMLESS), figures


@pytest.mark.parametrize(("text", "kind"), POSITIVES)
def test_the_kind_is_named(text: str, kind: str) -> None:
    """Whom an alert should reach depends on the kind, so it is the right one."""
    concern = check(text)

    assert concern is not None
    assert kind == concern.kind
    assert concern.tier == 1


@pytest.mark.parametrize("phrase", PHRASES, ids=[phrase.example for phrase in PHRASES])
def test_each_row_of_the_table_works(phrase: Phrase) -> None:
    """Each row fires on its own example, and holds no word that is dropped before it is tried."""
    words = re.findall(r"[a-z]+", phrase.pattern)
    said = plain(phrase.example).split()
    sentence = " ".join(word for word in said if word not in DROPPED)

    assert Concern(phrase.kind, 1) == check(phrase.example)
    assert compiled(phrase.pattern).search(f" {sentence} ")
    assert set(plain(phrase.keys).split()) & set(said)
    assert not [word for word in words if plain(word) in DROPPED]


def test_no_part_holds_a_dropped_word() -> None:
    """A part with a filler in it could never match."""
    words = {word for part in PARTS.values() for word in re.findall(r"[a-z]+", part)}

    assert not {word for word in words if plain(word) in DROPPED}


@given(st.text())
@example("\ud800 I \0")
@example("ſﬃ\u0345" * 50)
@example("i " * 2000 + "and want to die")
def test_it_never_raises(text: str) -> None:
    """Whatever a phone can send is read without an error."""
    assert check(text) is None or isinstance(check(text), Concern)


decorated = st.lists(
    st.sampled_from(["same", "upper", "repeat", "\u200b", "\u00ad", "\u0301", "\u202e", "\ufe0f"]),
    min_size=1,
    max_size=30,
)


@given(st.sampled_from(POSITIVES), decorated)
def test_decoration_hides_nothing(positive: tuple[str, str], decorations: list[str]) -> None:
    """Capitals, repeated letters, accents and unseen characters do not hide a sentence."""
    text, _ = positive
    shown = ""
    for place, letter in enumerate(text):
        decoration = decorations[place % len(decorations)]
        if not letter.isalpha() or decoration == "same":
            shown += letter
        elif decoration == "upper":
            shown += letter.upper()
        elif decoration == "repeat":
            shown += letter * 3
        else:
            shown += letter + decoration

    assert check(shown) is not None, repr(shown)


@pytest.mark.parametrize(
    "text",
    [
        "𝓘 𝔀𝓪𝓷𝓽 𝓽𝓸 𝓭𝓲𝓮",
        "Ｉ ｗａｎｔ ｔｏ ｄｉｅ",
        "i_want_to_die",
        "**I want to die**",
        "I\nwant\nto\ndie",
        "i want💀to💀die",
        "I don´t want to live anymore",
        "QUIERO MORIRME!!!",
        "iwant to die",
    ],
)
def test_fonts_punctuation_and_emoji_hide_nothing(text: str) -> None:
    """Fancy letters, markup, line breaks and emoji between words are seen through."""
    assert Concern("self_harm", 1) == check(text)


def test_a_long_hostile_text_is_quick() -> None:
    """The longest message Telegram carries cannot hold up a turn, whatever it repeats."""
    for unit in ("i want to ", "i and ", "my mom hit ", "kill ", "he ", "a", "i feel and my "):
        text = (unit * 4096)[:4080] + " die kill me"
        start = time.process_time()
        check(text)

        assert time.process_time() - start < 0.5, unit


def test_real_reflections_stay_quiet() -> None:
    """Among thousands of real reflective sentences at most one in a thousand fires."""
    if not REFLECTIONS.exists():
        pytest.skip("the shared sample data is not beside this checkout")
    with REFLECTIONS.open(encoding="utf-8", newline="") as file:
        sentences = [row["sentence"] for row in csv.DictReader(file, delimiter="\t")]
    fired = [sentence for sentence in sentences if check(sentence)]

    assert len(sentences) > 5000
    assert len(fired) <= len(sentences) / 1000, fired
