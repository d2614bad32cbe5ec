using System.Globalization;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Liburia.Design.TagHelpers;

/// <summary>The pages of a list, as links that keep its filters. Shows nothing when there is one page.</summary>
[HtmlTargetElement("it-pager", TagStructure = TagStructure.WithoutEndTag)]
public sealed class PagerTagHelper : TagHelper
{
    /// <summary>Number of the page shown, from 1.</summary>
    public int Page { get; set; } = 1;

    public int Pages { get; set; }

    /// <summary>There are more than <see cref="Pages"/> says: how many was not counted.</summary>
    public bool IsOpen { get; set; }

    /// <summary>The filters to keep, encoded, with or without the question mark: <c>?q=rossi</c>.</summary>
    public string BaseQuery { get; set; } = "";

    /// <summary>Whose pages they are, where a screen has several lists.</summary>
    public string? Of { get; set; }

    /// <summary>Name of the page number in the address.</summary>
    public string Name { get; set; } = "pagina";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        if (Pages <= 1 && !IsOpen)
        {
            output.SuppressOutput();
            return;
        }
        output.TagName = "nav";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "pagination-wrapper");
        output.Attributes.SetAttribute("aria-label", Of is null ? Say.T("Pagine dell'elenco", "Pages of the list") : Say.T($"Pagine: {Of}", $"Pages: {Of}"));
        var list = new TagBuilder("ul");
        list.AddCssClass("pagination");
        if (Page > 1) list.InnerHtml.AppendHtml(Entry(Page - 1, Say.T("Precedente", "Previous"), "prev"));
        var last = 0;
        // Where the last is not known, it is not offered; but where one is, that is shown.
        foreach (var number in Enumerable.Range(1, Math.Max(Page, Pages)).Where(n => n == 1 || (n == Pages && !IsOpen) || Math.Abs(n - Page) <= 1))
        {
            if (number > last + 1) list.InnerHtml.AppendHtml("<li class=\"page-item\" aria-hidden=\"true\"><span class=\"page-link\">…</span></li>");
            list.InnerHtml.AppendHtml(Entry(number, number.ToString("N0", ItalianCulture.Instance), null));
            last = number;
        }
        if (IsOpen) list.InnerHtml.AppendHtml("<li class=\"page-item\" aria-hidden=\"true\"><span class=\"page-link\">…</span></li>");
        if (Page < Pages || IsOpen) list.InnerHtml.AppendHtml(Entry(Page + 1, Say.T("Successiva", "Next"), "next"));
        output.Content.AppendHtml(list);
    }

    private IHtmlContent Entry(int number, string text, string? rel)
    {
        var link = new TagBuilder("a");
        link.AddCssClass("page-link");
        var filters = BaseQuery.TrimStart('?').TrimEnd('&');
        link.Attributes["href"] = $"?{filters}{(filters.Length > 0 ? "&" : "")}{Name}={number.ToString(CultureInfo.InvariantCulture)}";
        if (rel is not null) link.Attributes["rel"] = rel;
        else
        {
            link.Attributes["aria-label"] = Say.T($"Pagina {text}", $"Page {text}");
            if (number == Page) link.Attributes["aria-current"] = "page";
        }
        link.InnerHtml.Append(text);
        var item = new TagBuilder("li");
        item.AddCssClass("page-item");
        item.InnerHtml.AppendHtml(link);
        return item;
    }
}

/// <summary>Copies a short text, as a code or an address. Shows only where the browser can do it; the text itself must stand beside it.</summary>
[HtmlTargetElement("it-copy", TagStructure = TagStructure.WithoutEndTag)]
public sealed class CopyTagHelper : TagHelper
{
    /// <summary>What is copied.</summary>
    public string Value { get; set; } = "";

    /// <summary>What the button says: «Copia il codice».</summary>
    public string Label { get; set; } = "";

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "button";
        output.TagMode = TagMode.StartTagAndEndTag;
        foreach (var (name, value) in new[] { ("type", "button"), ("class", "btn btn-outline-primary btn-sm"), ("hidden", "hidden"), ("data-copy", Value), ("data-copied", Say.T("Copiato", "Copied")) })
            output.Attributes.SetAttribute(name, value);
        output.Content.AppendHtml(IconTagHelper.Icon("it-copy")).AppendHtml("<span aria-live=\"polite\">").Append(Label).AppendHtml("</span>");
    }
}
