namespace Crm.Surveys.Domain;

internal static partial class Templates
{
    /// <summary>Service over all channels in seven dimensions.</summary>
    static SurveyDefinition OmnichannelService() => new()
    {
        Title = LocalText.Of("Service across all channels", "全渠道服务满意度调查"),
        Intro = LocalText.Of("Phone, e-mail, chat, visit or portal: tell us how our service works for you. It takes about five minutes; you can pause and go on later with the same link.", "无论电话、邮件、在线客服、上门还是客户门户，请告诉我们服务体验如何。问卷约需五分钟，可中途离开，稍后用同一链接继续。"),
        End = LocalText.Of("Thank you for your time. Every answer is read.", "感谢您抽出时间，每一份答卷我们都会认真阅读。"),
        Dimensions =
        [
            Page("quality", "Service quality", "服务质量",
                Rating("accuracy", "Accuracy of our answers", "服务准确性"), Rating("timeliness", "Timeliness of our service", "服务及时性"), Rating("reliability", "Reliability: we keep what we promise", "服务可靠性（言出必行）"),
                Rating("completeness", "Completeness of our answers", "服务完整性"), Rating("professionalism", "Professional skill of our staff", "服务专业性")),
            Page("attitude", "Service attitude", "服务态度",
                Rating("warmth", "Warmth of our staff", "热情程度"), Rating("patience", "Patience of our staff", "耐心程度"), Rating("courtesy", "Courtesy of our staff", "礼貌程度"), Rating("initiative", "Initiative of our staff", "主动程度")),
            Page("efficiency", "Service efficiency", "服务效率",
                Rating("response", "Speed of the first response", "响应速度"), Rating("handling", "Speed of handling", "处理速度"), Rating("resolution", "Time until the problem is solved", "问题解决时效")),
            Page("personalisation", "Personalisation", "个性化服务",
                Rating("tailoring", "Service tailored to your needs", "服务贴合您的需求"), Rating("recommendation", "Recommendations that fit you", "推荐内容符合您的需要"), Rating("feedback", "Response to your feedback", "对您反馈的回应")),
            Page("consistency", "Consistency", "一致性",
                Rating("same_service", "The same service in every channel", "各渠道服务一致"), Rating("same_information", "The same information in every channel", "各渠道信息一致"), Rating("switching", "Changing channel, telling your story once", "切换渠道时无需重复说明")),
            Page("self_service", "Self-service", "自助服务",
                Rating("self_convenience", "Convenience of self-service", "自助服务便捷性"), Rating("self_effectiveness", "Problems solved through self-service", "自助服务有效性"), Rating("self_satisfaction", "Self-service as a whole", "自助服务总体满意度")),
            Page("emotion", "How you feel about us", "情感体验",
                Agree("trust", "I trust this company.", "我信任贵公司。"), Agree("liking", "I like dealing with this company.", "我喜欢与贵公司打交道。"), Agree("loyalty", "I will stay with this company.", "我会一直选择贵公司。"))
                with { Intro = LocalText.Of("How far do you agree?", "您在多大程度上同意以下说法？") },
            new Dimension
            {
                Key = "outcome", Title = LocalText.Of("All in all", "总体评价"), InIndex = false,
                Items =
                [
                    Rating("overall", "How satisfied are you with our service overall?", "您对我们的服务总体满意度如何？", required: true) with { Headline = true },
                    ItemDefaults.Of(ItemKind.Nps) with { Key = "nps" },
                    new Item
                    {
                        Key = "channels", Kind = ItemKind.Multi, Text = LocalText.Of("Which channels did you use in the last three months?", "近三个月您使用过哪些渠道？"), Hint = LocalText.Of("Choose as many as you like.", "可多选。"),
                        Options = [Choice("phone", "Phone", "电话"), Choice("email", "E-mail", "电子邮件"), Choice("wechat", "WeChat", "微信"), Choice("chat", "Online chat", "在线客服"), Choice("visit", "Visit", "上门拜访"), Choice("portal", "Customer portal", "客户门户")],
                    },
                    Words("improve", "What should we improve first?", "您认为我们最应该先改进什么？"),
                ],
            },
        ],
    };

    /// <summary>Two questions, asked again and again: the reason depends on the score.</summary>
    static SurveyDefinition Pulse() => new()
    {
        Title = LocalText.Of("One quick question", "一分钟小调查"),
        Intro = LocalText.Of("Two clicks and, if you like, a few words.", "只需点选两下，如愿意可留言几句。"),
        End = LocalText.Of("Thank you. Your answer helps us more than you think.", "感谢您的回答，这对我们非常重要。"),
        Dimensions =
        [
            new Dimension { Key = "score", Title = LocalText.Of("Recommendation", "推荐意愿"), InIndex = false, Items = [ItemDefaults.Of(ItemKind.Nps) with { Key = "nps", Required = true }] },
            new Dimension
            {
                Key = "reason", Title = LocalText.Of("Your reason", "评分理由"), InIndex = false,
                Items =
                [
                    Words("missing", "What would have to change for a better score?", "我们怎样做，您会给出更高的分数？") with { ShowIf = new("nps", ["0", "1", "2", "3", "4", "5", "6", "7", "8"]) },
                    Words("praise", "What do you value most about us?", "您最看重我们的哪一点？") with { ShowIf = new("nps", ["9", "10"]) },
                ],
            },
        ],
    };

    /// <summary>How much trouble a contact was.</summary>
    static SurveyDefinition EffortAfterContact() => new()
    {
        Title = LocalText.Of("How easy was it?", "服务便捷度调查"),
        Intro = LocalText.Of("You had a request recently. Tell us how much effort it took you.", "您近期曾联系我们，请告诉我们整个过程是否省心。"),
        End = LocalText.Of("Thank you. We use this to make things easier.", "感谢您的评价，我们将据此简化流程。"),
        Dimensions =
        [
            new Dimension { Key = "effort_page", Title = LocalText.Of("Your effort", "便捷程度"), InIndex = false, Items = [ItemDefaults.Of(ItemKind.Ces) with { Key = "effort", Required = true }] },
            new Dimension
            {
                Key = "why", Title = LocalText.Of("What made it so", "具体原因"), InIndex = false,
                Items =
                [
                    new Item
                    {
                        Key = "obstacles", Kind = ItemKind.Multi, Text = LocalText.Of("What cost you effort?", "哪些环节让您觉得费力？"), Hint = LocalText.Of("Choose as many as you like.", "可多选。"), ShowIf = new("effort", ["1", "2", "3", "4", "5"]),
                        Options =
                        [
                            Choice("finding", "Finding the right place to ask", "找不到合适的联系渠道"), Choice("waiting", "Waiting", "等待时间长"), Choice("repeating", "Explaining it several times", "需要反复说明"),
                            Choice("handover", "Being passed from one to another", "被多次转接"), Choice("documents", "Forms or papers", "表单材料繁琐"), Choice("other", "Something else", "其他"),
                        ],
                    },
                    Words("comment", "What could have been easier?", "哪里还可以更简单？"),
                ],
            },
        ],
    };

    static SurveyDefinition AfterEvent() => new()
    {
        Title = LocalText.Of("How did you like our event?", "活动满意度调查"),
        Intro = LocalText.Of("Thank you for coming. Two minutes of your time help us plan the next one.", "感谢您的参与。请用两分钟时间，帮助我们办好下一次活动。"),
        End = LocalText.Of("Thank you, and see you at the next event.", "感谢您的反馈，期待下次再会。"),
        Dimensions =
        [
            Page("programme", "The event", "活动体验",
                Rating("content", "Usefulness of the content", "内容实用性"), Rating("speakers", "Quality of the speakers", "讲解水平"), Rating("organisation", "Organisation", "组织安排"), Rating("venue", "Venue or platform", "场地或平台"), Rating("exchange", "Exchange with other guests", "与其他来宾的交流")),
            new Dimension
            {
                Key = "outcome", Title = LocalText.Of("All in all", "总体评价"), InIndex = false,
                Items =
                [
                    Rating("overall", "How satisfied were you with the event overall?", "您对本次活动的总体满意度如何？", required: true) with { Headline = true },
                    ItemDefaults.Of(ItemKind.Nps) with { Key = "nps", Text = LocalText.Of("How likely are you to recommend our events to a friend or colleague?", "您有多大可能向朋友或同事推荐我们的活动？") },
                    new Item
                    {
                        Key = "again", Kind = ItemKind.Single, Text = LocalText.Of("Would you come again?", "您还会参加我们的活动吗？"),
                        Options = [Choice("yes", "Certainly", "一定会"), Choice("probably", "Probably", "可能会"), Choice("unsure", "Perhaps", "不确定"), Choice("probably_not", "Probably not", "可能不会"), Choice("no", "No", "不会")],
                    },
                    new Item
                    {
                        Key = "heard", Kind = ItemKind.Single, Text = LocalText.Of("How did you hear of the event?", "您是如何得知本次活动的？"),
                        Options = [Choice("invitation", "Invitation", "收到邀请"), Choice("contact", "Our staff", "我方人员告知"), Choice("social", "Social media", "社交媒体"), Choice("recommendation", "Recommendation", "他人推荐"), Choice("other", "Other", "其他")],
                    },
                    Words("topics", "Which topics do you wish for next time?", "下次您希望听到哪些主题？"),
                    Words("comment", "What should we do better?", "您希望我们改进什么？"),
                ],
            },
        ],
    };

    /// <summary>Acceptance of features and of the price (van Westendorp's four prices would need a panel; five steps do not).</summary>
    static SurveyDefinition ProductResearch() => new()
    {
        Title = LocalText.Of("New product: your opinion", "新产品调研"),
        Intro = LocalText.Of("We are working on a new product and would like to know what you think before it is finished.", "我们正在研发新产品，希望在定型之前听取您的意见。"),
        End = LocalText.Of("Thank you. The team that builds it will read your answers.", "感谢您的意见，研发团队会认真阅读。"),
        Dimensions =
        [
            new Dimension
            {
                Key = "features", Title = LocalText.Of("Features", "功能接受度"), Intro = LocalText.Of("How well would this meet your needs?", "以下方面在多大程度上符合您的需要？"),
                Items =
                [
                    Fit("need", "The product as a whole", "产品整体"), Fit("functions", "Its functions", "功能设计"), Fit("design", "Its design", "外观设计"), Fit("ease", "Its ease of use", "易用性"), Fit("quality", "Its expected quality", "预期质量"),
                ],
            },
            new Dimension
            {
                Key = "choice", Title = LocalText.Of("What matters most", "最看重的方面"), InIndex = false,
                Items =
                [
                    new Item
                    {
                        Key = "priorities", Kind = ItemKind.Ranking, Text = LocalText.Of("What matters most to you?", "您最看重哪些方面？"), Hint = LocalText.Of("The most important first.", "请将最重要的排在首位。"), Limits = new() { Most = 3 },
                        Options = [Choice("functions", "Functions", "功能"), Choice("quality", "Quality", "质量"), Choice("price", "Price", "价格"), Choice("design", "Design", "外观"), Choice("service", "Service", "服务"), Choice("delivery", "Delivery time", "交付时间")],
                    },
                ],
            },
            new Dimension
            {
                Key = "price", Title = LocalText.Of("Price", "价格接受度"), InIndex = false,
                Items =
                [
                    new Item
                    {
                        Key = "price_view", Kind = ItemKind.Single, Text = LocalText.Of("What do you think of the planned price?", "您如何看待拟定价格？"),
                        Options = [Choice("too_cheap", "So low that I doubt the quality", "过低，令人怀疑质量"), Choice("cheap", "Good value", "比较实惠"), Choice("fair", "Fair", "合理"), Choice("high", "High, but acceptable", "偏高但可接受"), Choice("too_high", "Too high", "过高")],
                    },
                    new Item { Key = "price_most", Kind = ItemKind.Number, Text = LocalText.Of("What is the most you would pay for it?", "您最多愿意支付多少？"), Hint = LocalText.Of("In your currency.", "按您使用的币种填写。"), Limits = new() { Min = 0 } },
                    new Item
                    {
                        Key = "buy", Kind = ItemKind.Single, Text = LocalText.Of("Would you buy it at the planned price?", "按拟定价格，您会购买吗？"),
                        Options = [Choice("yes", "Certainly", "一定会"), Choice("probably", "Probably", "可能会"), Choice("unsure", "Perhaps", "不确定"), Choice("probably_not", "Probably not", "可能不会"), Choice("no", "No", "不会")],
                    },
                ],
            },
            new Dimension
            {
                Key = "suggestions", Title = LocalText.Of("Your suggestions", "意见与建议"), InIndex = false,
                Items = [Words("missing", "What is missing for you to use it?", "您认为还缺少什么？"), Words("suggestions", "What else would you suggest?", "您还有哪些建议？")],
            },
        ],
    };

    static Dimension Page(string key, string en, string zh, params Item[] items) => new() { Key = key, Title = LocalText.Of(en, zh), Intro = LocalText.Of("How satisfied are you with …", "您对以下方面是否满意？"), Items = items };

    static Item Agree(string key, string en, string zh) => Rating(key, en, zh) with { Low = LocalText.Of("Do not agree at all", "完全不同意"), High = LocalText.Of("Agree completely", "完全同意") };

    static Item Fit(string key, string en, string zh) => Rating(key, en, zh) with { Low = LocalText.Of("Very poorly", "完全不符合"), High = LocalText.Of("Very well", "非常符合") };

    static Item Words(string key, string en, string zh) => new()
    {
        Key = key, Kind = ItemKind.LongText, Text = LocalText.Of(en, zh), Hint = LocalText.Of("Please do not enter passwords or card numbers.", "请不要填写密码或银行卡号。"),
    };
}
