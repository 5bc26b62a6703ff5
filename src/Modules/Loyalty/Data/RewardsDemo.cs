using System.Buffers.Binary;
using System.IO.Compression;
using Crm.Loyalty.Domain;
using Crm.Platform.Demo;
using Crm.Platform.Files;
using Microsoft.EntityFrameworkCore;

namespace Crm.Loyalty.Data;

/// <summary>Pictures for some rewards, codes for one, ideas with votes.</summary>
internal sealed class RewardsDemo(LoyaltyDb db, IFiles files) : IDemoData
{
    static readonly (string En, string Zh, string? TextEn, string? TextZh, IdeaStatus Status, string? AnswerEn, string? AnswerZh, bool Public, int Votes, int Days)[] Ideas =
    [
        ("Delivery on Saturdays", "周六也能送货", "We are only at the shop on Saturdays; a delivery then would save us a day.", "我们只有周六在店里，希望周六能送货。", IdeaStatus.Planned, "We start in three cities next quarter.", "下季度先在三个城市试行。", true, 64, 120),
        ("Pay by instalments", "支持分期付款", "For orders above 10,000.", "一万元以上的订单希望可以分期。", IdeaStatus.UnderReview, null, null, true, 51, 80),
        ("One invoice a month", "按月合并开票", "Instead of one for each order.", "不要每单一张，按月合并更方便。", IdeaStatus.Built, "Done: choose it under billing.", "已上线，可在账单设置中选择。", true, 47, 200),
        ("A mobile app", "希望有手机应用", null, null, IdeaStatus.Declined, "The web page works on phones and needs no update; we put our work there.", "网页版在手机上同样好用且无需更新，我们把精力放在网页版。", true, 22, 150),
        ("Tell me when something is back in stock", "到货提醒", "By e-mail is enough.", "邮件提醒就可以。", IdeaStatus.New, null, null, true, 18, 20),
        ("Spare parts list with drawings", "带图纸的备件清单", null, null, IdeaStatus.New, null, null, true, 9, 12),
        ("A chat in the evening", "晚间在线客服", "We open at 18 h.", "我们晚上六点才开门。", IdeaStatus.New, null, null, false, 0, 3),
    ];

    public Task Load(DemoWorld world, CancellationToken ct) => Task.CompletedTask;

    public async Task Finish(DemoWorld world, CancellationToken ct)
    {
        await Shelf(ct);
        await Suggestions(world, ct);
    }

    async Task Shelf(CancellationToken ct)
    {
        var rewards = await db.Rewards.OrderBy(r => r.Points).ToListAsync(ct);
        foreach (var (reward, hue) in rewards.Where(r => r.Kind != RewardKind.Service).Zip([28, 210, 45, 160])) // a picture each, as far as there are colours
        {
            await using var picture = new MemoryStream(Picture(hue));
            var file = await files.Save(picture, $"reward-{reward.Points}.png", ct);
            reward.Change(TermsOf(reward) with { PictureId = file.Id });
        }
        var cinema = new Reward(new RewardTerms("Cinema ticket", "电影票", RewardKind.Coupon, 600, null, 4, true) { Codes = CodeSource.List, DescriptionEn = "A code for one seat, any film.", DescriptionZh = "一张影票兑换码，任选影片。" });
        db.Rewards.Add(cinema);
        db.Rewards.Add(new Reward(new RewardTerms("Visit of a technician", "技术员上门", RewardKind.Service, 2000, null, null, true) { Codes = CodeSource.Generated, LeastTier = 1, DescriptionEn = "Show the code when the technician comes.", DescriptionZh = "技术员上门时出示兑换码。" }));
        await db.SaveQuietly(ct);
        var random = DemoWorld.Random("codes");
        string[] codes = [.. Enumerable.Range(0, 120).Select(_ => $"FILM-{random.Next(1000, 9999)}-{random.Next(1000, 9999)}").Distinct()];
        await db.Database.ExecuteSqlAsync($"insert into loyalty.reward_codes (reward_id, code, added_at) select {cinema.Id}, u, {db.Clock.GetUtcNow()} from unnest({codes}) u", ct);
        await db.Database.ExecuteSqlAsync($"update loyalty.rewards set stock = {codes.Length} where id = {cinema.Id}", ct);
    }

    async Task Suggestions(DemoWorld world, CancellationToken ct)
    {
        var voters = await db.Members.OrderBy(m => m.Id).Select(m => m.CustomerId).Take(200).ToListAsync(ct);
        if (voters.Count == 0) return;
        var random = DemoWorld.Random("ideas");
        List<(Idea Idea, int Votes, int Days)> added = [];
        foreach (var (en, zh, textEn, textZh, status, answerEn, answerZh, shown, votes, days) in Ideas)
        {
            var at = world.Now.AddDays(-days);
            var idea = new Idea(new(en, zh, textEn, textZh), shown ? IdeaSource.Staff : IdeaSource.Member, null, voters[random.Next(voters.Count)], null, at);
            if (shown) idea.Publish(null, at.AddDays(1));
            if (status != IdeaStatus.New) idea.Decide(status, answerEn, answerZh, null, at.AddDays(10));
            db.Ideas.Add(idea);
            added.Add((idea, votes, days));
        }
        await db.SaveQuietly(ct);
        foreach (var (idea, votes, days) in added)
            foreach (var voter in voters.OrderBy(_ => random.Next()).Take(votes)) db.IdeaVotes.Add(new IdeaVote { IdeaId = idea.Id, CustomerId = voter, At = idea.CreatedAt.AddDays(1 + random.Next(Math.Max(1, days - 1))) });
        await db.SaveQuietly(ct);
        await db.Database.ExecuteSqlAsync($"update loyalty.idea_tallies t set votes = (select count(*) from loyalty.idea_votes v where v.idea_id = t.idea_id)", ct);
    }

    /// <summary>A redemption of the demo, sent and done as far as there was time.</summary>
    internal static Redemption Taken(Reward reward, Member member, DateTimeOffset at, DateTimeOffset now)
    {
        var redemption = reward.Redeem(member, 0, $"demo:{member.Id}", null, at, due: at.AddDays(7));
        if (reward.GivenAtOnce || at.AddDays(5) > now) return redemption;
        if (reward.Kind == RewardKind.Gift) redemption.Send($"SF{member.Id:D10}", null, null, at.AddDays(3));
        if (at.AddDays(9) < now) redemption.Finish(null, null, null, at.AddDays(6));
        return redemption;
    }

    static RewardTerms TermsOf(Reward r) => new(r.NameEn, r.NameZh, r.Kind, r.Points, r.Stock, r.PerMember, r.Offered)
    {
        DescriptionEn = r.DescriptionEn, DescriptionZh = r.DescriptionZh, From = r.From, Until = r.Until, LeastTier = r.LeastTier, CancelDays = r.CancelDays, PictureId = r.PictureId,
        Codes = r.Codes, CouponValue = r.CouponValue, CouponCurrency = r.CouponCurrency, CouponDays = r.CouponDays,
    };

    /// <summary>A parcel with a ribbon on a ground of one colour, as a PNG.</summary>
    static byte[] Picture(int hue)
    {
        const int Width = 320, Height = 180;
        var raw = new byte[Height * ((Width * 3) + 1)];
        var i = 0;
        for (var y = 0; y < Height; y++)
        {
            raw[i++] = 0; // no filter
            for (var x = 0; x < Width; x++)
            {
                var box = x is > 110 and < 210 && y is > 60 and < 150;
                var lid = x is > 102 and < 218 && y is > 46 and <= 66;
                var ribbon = (box || lid) && (x is > 152 and < 168);
                var bow = Inside(x - 146, y - 36, 14) || Inside(x - 174, y - 36, 14);
                var (light, strength) = ribbon || bow ? (0.45, 0.75) : lid ? (0.98, 0.1) : box ? (0.93, 0.15) : (0.62 + (0.2 * y / Height), 0.5);
                for (var c = 0; c < 3; c++) raw[i++] = Channel(hue, light, strength, c);
            }
        }
        using var png = new MemoryStream();
        png.Write([0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A]);
        var head = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(head, Width);
        BinaryPrimitives.WriteInt32BigEndian(head.AsSpan(4), Height);
        (head[8], head[9]) = (8, 2);
        Chunk(png, "IHDR"u8, head);
        using (var packed = new MemoryStream())
        {
            using (var zip = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true)) zip.Write(raw);
            Chunk(png, "IDAT"u8, packed.ToArray());
        }
        Chunk(png, "IEND"u8, []);
        return png.ToArray();

        static bool Inside(int dx, int dy, int radius) => (dx * dx) + (dy * dy) < radius * radius;
    }

    /// <summary>Red, green or blue of a colour given by hue, lightness and saturation (CSS Color Module Level 4, §7.1).</summary>
    static byte Channel(int hue, double light, double saturation, int channel)
    {
        var k = ((channel switch { 0 => 0, 1 => 8, _ => 4 }) + (hue / 30.0)) % 12;
        var a = saturation * Math.Min(light, 1 - light);
        return (byte)Math.Round(255 * (light - (a * Math.Max(-1, Math.Min(Math.Min(k - 3, 9 - k), 1)))));
    }

    static void Chunk(Stream to, ReadOnlySpan<byte> name, ReadOnlySpan<byte> data)
    {
        Span<byte> number = stackalloc byte[4];
        BinaryPrimitives.WriteInt32BigEndian(number, data.Length);
        to.Write(number);
        to.Write(name);
        to.Write(data);
        var crc = uint.MaxValue;
        foreach (var b in (byte[])[.. name, .. data])
        {
            crc ^= b;
            for (var bit = 0; bit < 8; bit++) crc = (crc & 1) == 1 ? (crc >> 1) ^ 0xEDB88320 : crc >> 1;
        }
        BinaryPrimitives.WriteUInt32BigEndian(number, ~crc);
        to.Write(number);
    }
}
