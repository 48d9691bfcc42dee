/**
 * The template used where the settings name none. Its result has the form that notes of this kind have had for years:
 * front matter, then each quote with its link, the comment as an aside below it, and figures by their own names.
 */
export const defaultTemplate = `---
title: {{ item.title | yaml }}
authors:
{%- for author in item.authors %}
  - {{ author | yaml }}
{%- else %} []
{%- endfor %}
{%- if item.year %}
year: {{ item.year }}
{%- endif %}
{%- if item.citekey != "" %}
citekey: {{ item.citekey | yaml }}
{%- endif %}
tags:
{%- for tag in item.tags %}
  - {{ tag | yaml }}
{%- else %} []
{%- endfor %}
zotero: {{ item.uri | yaml }}
{%- if item.url != "" %}
url: {{ item.url | yaml }}
{%- endif %}
---

This is my reading note for {% if item.url != "" %}[{{ item.title }}]({{ item.url | url }}){% else %}{{ item.title }}{% endif %}.

{% annotations %}
{%- if annotation.figure != "" -%}
![]({{ annotation.figure | url }})
{%- else -%}
{%- if annotation.text != "" -%}
{{ annotation.text }} {% endif -%}
[{% if annotation.page_label != "" %}(p. {{ annotation.page_label }}){% else %}Zotero{% endif %}]({{ annotation.uri | url }})
{%- endif %}
{%- if annotation.comment != "" %}
{{ annotation.comment | aside }}
{%- endif %}
{% endannotations %}
`;
