namespace Liburia.TestKit;

/// <summary>The journey of the certificate, as far as a test wants it.</summary>
public static class CertificateSample
{
    public const string Start = "/servizi/certificato-di-residenza/domanda";
    private static int stamps = Random.Shared.Next(1_000_000);

    /// <summary>A stamp nobody has used.</summary>
    public static string NewStamp() => $"0123{Interlocked.Increment(ref stamps):D10}";

    /// <summary>Answers every question and stops at the check page.</summary>
    public static async Task<Answer> ToCheckAsync(Browser browser, string kind = "Residence", string use = "bollo", string? stamp = null, string prefix = "")
    {
        await browser.GetAsync(prefix + Start);
        await browser.SubmitAsync(form: "main form[method=post]:not([action])");
        var self = browser.Last!.Page.QuerySelector("input[name=per-chi]")!.GetAttribute("value")!;
        await browser.SubmitAsync(new() { ["per-chi"] = self });
        await browser.SubmitAsync(new() { ["certificato"] = kind });
        var next = await browser.SubmitAsync(new() { ["uso"] = use });
        return use == "bollo" ? await browser.SubmitAsync(new() { ["marca"] = stamp ?? NewStamp() }) : next;
    }

    /// <summary>At the counter, for whose sheet the clerk has opened: answers every question and stops at the check page.</summary>
    public static async Task<Answer> AtCounterAsync(Browser staff, Guid subject, string kind = "Residence", string use = "7", string? norm = null)
    {
        await staff.GetAsync($"/desk/sportello?persona={subject:n}&servizio=certificato-di-residenza");
        await staff.SubmitAsync(new() { ["Identification"] = "Known", ["Asks"] = "true" }, "main form[method=post]:not([action])");
        await staff.SubmitAsync(new() { ["per-chi"] = staff.Last!.Page.QuerySelector("input[name=per-chi]")!.GetAttribute("value")! });
        await staff.SubmitAsync(new() { ["certificato"] = kind });
        var next = await staff.SubmitAsync(new() { ["uso"] = use });
        return norm is null ? next : await staff.SubmitAsync(new() { ["norma"] = norm });
    }

    /// <summary>Maria's certificate, from the question to the bytes of the PDF.</summary>
    public static async Task<byte[]> IssueAsync(Town town)
    {
        using var maria = await town.AsCitizenAsync();
        await ToCheckAsync(maria);
        await maria.SubmitAsync();
        await town.JobsDoneAsync();
        var area = await maria.GetAsync("/area-personale");
        var download = area.Page.QuerySelectorAll("main a").First(a => a.TextContent.Contains("Scarica il PDF", StringComparison.Ordinal)).GetAttribute("href")!;
        return await (await maria.GetAsync(download)).Raw.Content.ReadAsByteArrayAsync();
    }
}

/// <summary>The folder of shared data beside the project.</summary>
public static class Shared
{
    public static string Data
    {
        get
        {
            var folder = new DirectoryInfo(AppContext.BaseDirectory);
            while (!Directory.Exists(Path.Combine(folder.FullName, "shared", "data"))) folder = folder.Parent ?? throw new InvalidOperationException("No shared folder beside the project.");
            return Path.Combine(folder.FullName, "shared", "data");
        }
    }
}
