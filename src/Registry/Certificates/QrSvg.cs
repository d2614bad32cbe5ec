using System.Text;
using Microsoft.AspNetCore.Html;
using QRCoder;

namespace Liburia.Registry.Certificates;

/// <summary>A QR code as inline SVG: one path, no reference, sharp at every size.</summary>
internal static class QrSvg
{
    public static IHtmlContent Of(string text)
    {
        using var generator = new QRCodeGenerator();
        using var data = generator.CreateQrCode(text, QRCodeGenerator.ECCLevel.M);
        var size = data.ModuleMatrix.Count;
        var path = new StringBuilder();
        for (var y = 0; y < size; y++)
            for (var x = 0; x < size; x++)
                if (data.ModuleMatrix[y][x]) path.Append('M').Append(x).Append(' ').Append(y).Append("h1v1h-1z");
        var html = new HtmlContentBuilder();
        html.AppendHtml($"<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 {size} {size}\" width=\"120\" height=\"120\" role=\"img\" aria-label=\"QR\"><path d=\"{path}\" fill=\"#000\"/></svg>");
        return html;
    }
}
