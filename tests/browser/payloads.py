"""Texts that run as a script wherever a page takes them for more than text."""

#: What each payload does; `test_no_script_runs.Alarm` hears it.
FIRE = "console.log(`fired`)"

#: As elements of their own.
TAGS = (
    f"<script>{FIRE}</script>",
    f"<ScRiPt >{FIRE}</sCrIpT>",
    f"<script src=data:text/javascript,{FIRE}></script>",
    f"<svg><script>{FIRE}</script></svg>",
    f"<img src=x onerror={FIRE}>",
    f"<IMG SRC=x OnErRoR={FIRE}>",
    f"<img/src='x'/onerror={FIRE}>",
    f'<img src=x onerror="{FIRE}">',
    f"<img src=x:x onerror\n=\n{FIRE}>",
    "<img src=x onerror=&#99;onsole.log(`fired`)>",
    "<img src=x onerror=\\u0063onsole.log(`fired`)>",
    f"<svg onload={FIRE}>",
    f"<svg/onload={FIRE}>",
    f"<svg><animate onbegin={FIRE} attributeName=x dur=1s>",
    f"<svg><set onbegin={FIRE} attributename=x to=1>",
    f"<body onload={FIRE}>",
    f"<body onpageshow={FIRE}>",
    f"<input autofocus onfocus={FIRE}>",
    f"<textarea autofocus onfocus={FIRE}></textarea>",
    f"<select autofocus onfocus={FIRE}></select>",
    f"<a href=x autofocus onfocus={FIRE}>x</a>",
    f"<p tabindex=1 autofocus onfocus={FIRE}>x",
    f"<details open ontoggle={FIRE}>x",
    f"<video><source onerror={FIRE}></video>",
    f"<video src=x onerror={FIRE}></video>",
    f"<audio src=x onerror={FIRE}></audio>",
    f"<object data=/nowhere onerror={FIRE}></object>",
    f"<iframe onload={FIRE}></iframe>",
    f"<iframe src=javascript:{FIRE.replace('console', 'parent.console')}></iframe>",
    f"<iframe srcdoc='<img src=x onerror=parent.{FIRE}>'></iframe>",
    f"<embed src=x onload={FIRE}>",
    f"<link rel=stylesheet href=x:x onerror={FIRE}>",
    f"<style>@keyframes k{{}}</style><i style=animation-name:k onanimationstart={FIRE}>x</i>",
    f"<style onload={FIRE}></style>",
    f"<math><mtext><mglyph><style><!--</style><img title='--><img src=x onerror={FIRE}>'>",
    f"<noscript><p title='</noscript><img src=x onerror={FIRE}>'>",
    f"<!--><img src=x onerror={FIRE}>-->",
    f"<![CDATA[><img src=x onerror={FIRE}>]]>",
    f"<xmp><p title='</xmp><img src=x onerror={FIRE}>'>",
    f"<form><input type=image src=x onerror={FIRE}></form>",
    f"<table background=x><tr><td><img src=x onerror={FIRE}>",
    f"{{{{7*7}}}}<img src=x onerror={FIRE}>",
)
#: What htmx would obey.
ORDERS = (
    f"<b hx-get=/ hx-trigger=load hx-on::before-request={FIRE}>x</b>",
    f"<b data-hx-get=/ data-hx-trigger=load data-hx-on:htmx:before-request={FIRE}>x</b>",
    f"<b hx-get=/ hx-trigger=load hx-vals=js:a:{FIRE}>x</b>",
    f"<b hx-get=/ hx-trigger=load hx-headers='js:{{a:{FIRE}}}'>x</b>",
)
#: What breaks out of an attribute in double or in single quotes.
OUT_OF_DOUBLE = (
    f'"><img src=x onerror={FIRE}>',
    f'" autofocus onfocus={FIRE} x="',
    f"\" autofocus onfocus='{FIRE}' x=\"",
    f'"/><svg onload={FIRE}>',
)
OUT_OF_SINGLE = (
    f"'><img src=x onerror={FIRE}>",
    f"' autofocus onfocus={FIRE} x='",
)
#: What breaks out of an element whose content is text.
OUT_OF_TEXT = {
    "title": f"</title><img src=x onerror={FIRE}>",
    "textarea": f"</textarea><img src=x onerror={FIRE}>",
    "style": f"</style><img src=x onerror={FIRE}>",
    "script": f"</script><img src=x onerror={FIRE}>",
}
#: What a link would run.
LINKS = (
    f"javascript:{FIRE}",
    f"JaVaScRiPt:{FIRE}",
    f"java\tscript:{FIRE}",
    f" javascript:{FIRE}",
)

#: Every payload in the place where it runs if nobody stops it.
CONTROLS = (
    *((one, one) for one in TAGS + ORDERS),
    *((one, f'<input value="{one}">') for one in OUT_OF_DOUBLE),
    *((one, f"<input value='{one}'>") for one in OUT_OF_SINGLE),
    *((one, f"<{name}>{one}</{name}>") for name, one in OUT_OF_TEXT.items()),
    *((one, f'<a id="go" href="{one}">x</a>') for one in LINKS),
)
#: All of them in one long text; and some short ones that break out of everything.
EVERYTHING = " ".join(one for one, _place in CONTROLS)
SHORT = (
    f'"><img src=x onerror={FIRE}>',
    f"'><img src=x onerror={FIRE}>",
    f"javascript:{FIRE}",
    f"<b hx-get=/ hx-on:click={FIRE}>",
)

#: Where an order to htmx leads; `test_no_script_runs.Alarm` hears that it was asked for.
THERE = "/fired-by-htmx"
_VERBS = ("get", "post", "put", "patch", "delete")
_MOMENTS = (
    *("load", "load delay:10ms", "revealed", "intersect once", "every 40ms", "load, click"),
)
_MORE = (
    *("hx-target=body", "hx-swap=outerHTML", "hx-push-url=true", "hx-replace-url=/", "hx-params=*"),
    *("hx-select=main", "hx-select-oob=h1", "hx-include=body", "hx-sync=this:drop"),
    *("hx-encoding=multipart/form-data", "hx-indicator=body", "hx-disabled-elt=this"),
)
#: What htmx would obey by asking the server for something, each an element of its own.
ASKING = (
    *(f"<b hx-{verb}={THERE} hx-trigger=load>x</b>" for verb in _VERBS),
    *(f"<b data-hx-{verb}={THERE} data-hx-trigger=load>x</b>" for verb in _VERBS),
    *(f"<b hx-get={THERE} hx-trigger='{moment}'>x</b>" for moment in _MOMENTS),
    *(f"<b hx-post={THERE} hx-trigger=load {more}>x</b>" for more in _MORE),
    f"<b hx-target=body><b hx-get={THERE} hx-trigger=load>x</b></b>",
    f"<b hx-get={THERE} hx-trigger=load hx-vals='{{&quot;a&quot;:1}}'>x</b>",
    f"<b hx-get={THERE} hx-trigger=load hx-headers='{{&quot;a&quot;:&quot;1&quot;}}'>x</b>",
    f"<b HX-GET={THERE} HX-TRIGGER=load>x</b>",
    f"<b hx-boost=true><a id=go href={THERE}>x</a></b>",
    f"<b hx-boost=true><form action={THERE}><button id=go>x</button></form></b>",
    f"<b id=go hx-get={THERE}>x</b>",
    f"<b id=go hx-get={THERE} hx-trigger='click[true]'>x</b>",
    f"<b id=go data-hx-post={THERE} data-hx-trigger=click>x</b>",
)
#: What htmx would obey by running a script.
RUNNING = (
    f"<b hx-get=/ hx-trigger=load hx-on:htmx:before-request={FIRE}>x</b>",
    f"<b hx-get=/ hx-trigger=load hx-on--before-request={FIRE}>x</b>",
    f"<b hx-get=/ hx-trigger=load hx-on-htmx-before-request={FIRE}>x</b>",
    f"<b id=go hx-on:click={FIRE}>x</b>",
    f"<b id=go data-hx-on:click={FIRE}>x</b>",
    f"<b hx-get=/ hx-trigger=load hx-vals=javascript:a:{FIRE}>x</b>",
    f"<b hx-get=/ hx-trigger=load data-hx-vals=js:a:{FIRE}>x</b>",
    f"<b hx-get=/ hx-trigger=load hx-vars=a:{FIRE}>x</b>",
    f"<b hx-get=/ hx-trigger=load hx-request='js:timeout:{FIRE}'>x</b>",
    f"<b hx-vals=js:a:{FIRE}><b hx-get=/ hx-trigger=load>x</b></b>",
)
#: All orders in one long text, and with all the rest.
OBEYED = " ".join((*ASKING, *RUNNING))
TYPED = f"{EVERYTHING} {OBEYED}"
