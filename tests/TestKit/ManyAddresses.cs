using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Liburia.TestKit;

/// <summary>
/// The server in memory has no network, so each request is given an address of its own, as many visitors have; a test of the limits fixes one
/// by the header <c>X-Test-Address</c>.
/// </summary>
internal sealed class ManyAddresses : IStartupFilter
{
    private int last;

    public Action<IApplicationBuilder> Configure(Action<IApplicationBuilder> next) => app =>
    {
        app.Use((http, following) =>
        {
            http.Connection.RemoteIpAddress = IPAddress.TryParse(http.Request.Headers["X-Test-Address"], out var fixedAddress) ? fixedAddress : new IPAddress((uint)IPAddress.HostToNetworkOrder(0x0A000000 + Interlocked.Increment(ref last)));
            return following(http);
        });
        next(app);
    };
}
