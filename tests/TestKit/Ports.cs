using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Liburia.TestKit;

/// <summary>Ports for servers that are stopped and started again: below those the system lends to outgoing connections (from 32768 on), so that none is taken in between.</summary>
public static class Ports
{
    private static readonly ConcurrentDictionary<int, bool> Given = [];

    /// <summary>A port on which nobody listens, never given twice by this process.</summary>
    public static int Free()
    {
        while (true)
        {
            var port = Random.Shared.Next(15000, 32000);
            if (!Given.TryAdd(port, true)) continue;
            using var listener = new TcpListener(IPAddress.Loopback, port);
            try
            {
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Somebody's: another one.
            }
        }
    }
}
