using System.Globalization;
using Liburia.Platform.Language;
using Microsoft.AspNetCore.Html;
using Microsoft.AspNetCore.Mvc.Rendering;
using Microsoft.AspNetCore.Razor.TagHelpers;

namespace Liburia.Design.TagHelpers;

/// <summary>A file of a list.</summary>
/// <param name="Title">What it is; the name of the file where nobody said more.</param>
/// <param name="Href">Where it is opened.</param>
public sealed record ListedFile(string Title, string FileName, string Href)
{
    /// <summary>In bytes.</summary>
    public long? Length { get; init; }
    public string? Sha256 { get; init; }

    /// <summary>No antivirus looked at it: who opens it is told.</summary>
    public bool IsUnchecked { get; init; }

    /// <summary>Address of a picture of it.</summary>
    public string? Preview { get; init; }

    /// <summary>A browser shows it as a picture: its own address is a preview.</summary>
    public static bool IsPicture(string fileName) => Extension(fileName) is "jpg" or "jpeg" or "png";

    /// <summary>«immagine JPEG, 2,1 MB».</summary>
    public string InWords => string.Join(", ", new[] { Kind(FileName), Length is { } length ? Size(length) : "" }.Where(word => word.Length > 0));

    private static string Extension(string fileName) => Path.GetExtension(fileName).TrimStart('.').ToLowerInvariant();

    internal static string Kind(string fileName) => Extension(fileName) switch
    {
        "pdf" => Say.T("documento PDF", "PDF document"),
        "jpg" or "jpeg" => Say.T("immagine JPEG", "JPEG image"),
        "png" => Say.T("immagine PNG", "PNG image"),
        "tif" or "tiff" => Say.T("immagine TIFF", "TIFF image"),
        "p7m" => Say.T("documento con firma (P7M)", "signed document (P7M)"),
        "xml" => Say.T("dati XML", "XML data"),
        "json" => Say.T("dati JSON", "JSON data"),
        "html" or "htm" => Say.T("pagina HTML", "HTML page"),
        "zip" => Say.T("archivio ZIP", "ZIP archive"),
        "eml" => Say.T("messaggio di posta", "mail message"),
        "csv" => Say.T("tabella CSV", "CSV table"),
        { Length: > 0 and <= 5 } other => Say.T("file ", "file ") + other.ToUpperInvariant(),
        _ => "",
    };

    /// <summary>A size as people say it: «812 byte», «14 kB», «2,1 MB».</summary>
    internal static string Size(long bytes) => bytes switch
    {
        < 1000 => $"{bytes} byte",
        < 1_000_000 => $"{(bytes / 1000m).ToString("0", ItalianCulture.Instance)} kB",
        < 1_000_000_000 => $"{(bytes / 1_000_000m).ToString("0.0", Culture)} MB",
        _ => $"{(bytes / 1_000_000_000m).ToString("0.0", Culture)} GB",
    };

    private static CultureInfo Culture => Texts.IsEnglish ? CultureInfo.InvariantCulture : ItalianCulture.Instance;
}

/// <summary>Files, each with its kind and size in words, the mark of who was not checked, its hash in a detail.</summary>
[HtmlTargetElement("it-files", Attributes = "of", TagStructure = TagStructure.WithoutEndTag)]
public sealed class FilesTagHelper : TagHelper
{
    public IEnumerable<ListedFile> Of { get; set; } = [];

    public override void Process(TagHelperContext context, TagHelperOutput output)
    {
        output.TagName = "ul";
        output.TagMode = TagMode.StartTagAndEndTag;
        output.Attributes.SetAttribute("class", "lb-files");
        foreach (var file in Of) output.Content.AppendHtml("<li>").AppendHtml(Link(file)).AppendHtml(Facts(file)).AppendHtml("</li>");
    }

    private static TagBuilder Link(ListedFile file)
    {
        var link = new TagBuilder("a");
        link.Attributes["href"] = file.Href;
        // Titles and names are written by the offices and by who sends them.
        link.Attributes["lang"] = "it";
        if (file.Preview is { } preview)
        {
            var picture = new TagBuilder("img") { TagRenderMode = TagRenderMode.SelfClosing };
            foreach (var (name, value) in new[] { ("src", preview), ("alt", ""), ("loading", "lazy"), ("width", "64"), ("height", "64") }) picture.Attributes[name] = value;
            link.InnerHtml.AppendHtml(picture);
        }
        else link.InnerHtml.AppendHtml(IconTagHelper.Icon("it-file"));
        link.InnerHtml.Append(file.Title);
        return link;
    }

    private static HtmlContentBuilder Facts(ListedFile file)
    {
        var facts = new HtmlContentBuilder();
        var said = string.Join(", ", new[] { file.Title == file.FileName ? "" : file.FileName, file.InWords }.Where(word => word.Length > 0));
        if (file.IsUnchecked)
            facts.AppendHtml(" <span class=\"chip lb-warning\">").AppendHtml(IconTagHelper.Icon("it-warning-circle"))
                .Append(Say.T("Non controllato dall'antivirus", "Not checked by the antivirus")).AppendHtml("</span>");
        if (said.Length > 0) facts.AppendHtml(" <span class=\"text-secondary\">(").Append(said).AppendHtml(")</span>");
        if (file.Sha256 is { } hash)
            facts.AppendHtml("<details><summary>").Append(Say.T("Impronta", "Hash")).AppendHtml("<span class=\"visually-hidden\"> ").Append(Say.T("di ", "of ") + file.FileName)
                .AppendHtml("</span></summary>SHA-256 <code class=\"text-break\" data-sha256>").Append(hash).AppendHtml("</code></details>");
        return facts;
    }
}
