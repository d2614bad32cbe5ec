using System.Text;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.Routing;
using Microsoft.Extensions.Logging;

namespace Liburia.Platform.Web;

/// <summary>An address in a header is ASCII: «/à» leaves as «/%C3%A0», whoever made the redirect and wherever its parts came from.</summary>
internal static class AsciiRedirects
{
    /// <summary>The address with everything a header does not take written in its percent form.</summary>
    public static string Of(string address)
    {
        if (address.All(c => c is > ' ' and < '\x7f')) return address;
        var ascii = new StringBuilder(address.Length + 16);
        Span<byte> bytes = stackalloc byte[4];
        foreach (var rune in address.EnumerateRunes())
        {
            if (rune.Value is > ' ' and < 0x7f)
            {
                ascii.Append((char)rune.Value);
                continue;
            }
            foreach (var b in bytes[..rune.EncodeToUtf8(bytes)]) ascii.Append('%').Append(b.ToString("X2", System.Globalization.CultureInfo.InvariantCulture));
        }
        return ascii.ToString();
    }

    internal sealed class Local(ILoggerFactory loggers, IUrlHelperFactory urls) : LocalRedirectResultExecutor(loggers, urls)
    {
        public override Task ExecuteAsync(ActionContext context, LocalRedirectResult result)
        {
            result.Url = Of(result.Url);
            return base.ExecuteAsync(context, result);
        }
    }

    internal sealed class Anywhere(ILoggerFactory loggers, IUrlHelperFactory urls) : RedirectResultExecutor(loggers, urls)
    {
        public override Task ExecuteAsync(ActionContext context, RedirectResult result)
        {
            result.Url = Of(result.Url);
            return base.ExecuteAsync(context, result);
        }
    }
}
