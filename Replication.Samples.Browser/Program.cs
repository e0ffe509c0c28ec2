using System.Net.Http.Json;
using System.Text;
using Replication.Samples;

// Begun by the page (wwwroot/main.js) with its own address, under which its host answers.
using var host = new HttpClient { BaseAddress = new Uri(args[0]) };
PageStart start = (await host.GetFromJsonAsync("start", PageJson.Default.PageStart))!;
MatchClient[] clients = PageClients.Connect(start);
bool withHash = false;
for (long tick = 1; ; tick++)
{
    foreach (MatchClient client in clients) client.Tick();
    if (tick % MatchPace.ClientHertz == 0)
    {
        string lines = string.Concat(clients.Select(client => $"{client.Report(withHash).ToLine()}\n"));
        using var body = new StringContent(lines, Encoding.UTF8);
        using HttpResponseMessage answer = await host.PostAsync(new Uri("report", UriKind.Relative), body);
        withHash |= await answer.Content.ReadAsStringAsync() == ServerWords.Hash;
    }

    await Task.Delay(TimeSpan.FromSeconds(1.0 / MatchPace.ClientHertz));
}
