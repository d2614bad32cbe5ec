namespace Liburia.TestKit;

/// <summary>A paper letter registered at the desk.</summary>
public static class ProtocolSample
{
    public static readonly byte[] Scan = [.. "%PDF-1.4\n1 0 obj<<>>endobj\ntrailer<<>>\n%%EOF\n"u8];

    /// <summary>Fills the form of the protocol desk and sends it with its scan.</summary>
    public static async Task<Answer> RegisterAsync(Browser staff, string subject, byte[]? scan = null, Dictionary<string, string>? change = null, bool follow = true)
    {
        var page = await staff.GetAsync("/desk/protocollo/nuovo");
        var fields = Browser.FieldsOf((AngleSharp.Html.Dom.IHtmlFormElement)page.Page.QuerySelector("main form[method=post]")!);
        fields["Direction"] = "Incoming";
        fields["Subject"] = subject;
        fields["Counterpart"] = "Rossi Mario";
        fields["Classification"] = "I/6 Archivio generale";
        foreach (var (name, value) in change ?? []) fields[name] = value;
        return await staff.PostFileAsync("/desk/protocollo/nuovo", fields, "Scan", "lettera.pdf", scan ?? Scan, follow);
    }
}
