namespace Crm.Knowledge.Features.Demo;

/// <summary>What the demo company knows: real answers to questions its demo tickets ask, in both languages.</summary>
internal static class DemoTexts
{
    /// <param name="Category">Slug of its shelf.</param>
    internal sealed record Text(string Category, string? Zh, string? BodyZh, string? En, string? BodyEn);

    const string Start = "getting-started", Use = "using-the-product", Orders = "orders-and-delivery", Billing = "billing", Returns = "returns-and-warranty";

    public static readonly IReadOnlyList<Text> All =
    [
        new(Start, "如何开通账号并首次登录", """
            管理员邀请您后，您会收到一封开通邮件，链接 **48 小时** 内有效。

            1. 点击邮件中的链接，设置至少 12 位的密码。
            2. 使用邮箱和密码登录。
            3. 在“个人资料”中选择语言和时区。

            没有收到邮件？请先查看垃圾邮件，再请管理员重新发送邀请。
            """, "How to open your account and sign in for the first time", """
            When your administrator invites you, a mail with a link arrives. The link is good for **48 hours**.

            1. Follow the link and choose a password of at least 12 characters.
            2. Sign in with your e-mail address and this password.
            3. Choose your language and time zone under *Profile*.

            No mail? Look into the spam folder first, then ask your administrator to invite you again.
            """),
        new(Start, "忘记密码怎么办", """
            在登录页点击“忘记密码”，输入邮箱，我们会发送重置链接。链接 **30 分钟** 内有效，只能使用一次。

            连续输错五次密码，账号会锁定 15 分钟。重置密码后，其他设备上的登录会全部退出。
            """, "I forgot my password", """
            Choose *Forgot password* on the sign-in page and enter your e-mail address. The link we send is good for **30 minutes** and for one use.

            After five wrong passwords the account is locked for 15 minutes. A new password signs you out on all other devices.
            """),
        new(Start, "支持哪些浏览器", """
            支持最近两个版本的 Chrome、Edge、Firefox 和 Safari，手机和平板同样适用。

            | 浏览器 | 最低版本 |
            |---|---|
            | Chrome / Edge | 120 |
            | Firefox | 121 |
            | Safari | 17 |

            如果页面显示异常，请先清除浏览器缓存再试。
            """, "Which browsers are supported", """
            The two latest versions of Chrome, Edge, Firefox and Safari, on phones and tablets too.

            | browser | at least |
            |---|---|
            | Chrome / Edge | 120 |
            | Firefox | 121 |
            | Safari | 17 |

            Does a page look wrong? Empty the browser's cache and try again.
            """),
        new(Start, "如何邀请同事加入", """
            打开“设置 > 成员”，点击“邀请”，填写对方邮箱并选择角色。对方接受邀请后才占用名额。

            角色可以随时修改，停用的成员不再计费。
            """, "How to invite colleagues", """
            Open *Settings > Members*, choose *Invite*, enter the e-mail address and pick a role. A seat is used only once the invitation is accepted.

            Roles can be changed at any time; a member you switch off is no longer billed.
            """),
        new(Start, "数据导入的准备工作", """
            导入前请检查：

            - 文件格式为 CSV 或 XLSX，单个文件不超过 **50 MB**；
            - 第一行是列名；
            - 日期写成 `2026-03-31` 的形式。

            先用十行数据试导入，确认无误后再导入全部。
            """, "Before you import data", """
            Check three things:

            - the file is CSV or XLSX and not larger than **50 MB**;
            - its first row holds the names of the columns;
            - dates are written like `2026-03-31`.

            Try ten rows first, look at the result, then import the rest.
            """),
        new(Use, "报表导出失败的处理方法", """
            导出失败通常有两种原因：

            1. **数据量过大**：一次最多导出 10 万行，请缩短时间范围。
            2. **弹窗被拦截**：请在浏览器中允许本站弹出窗口。

            仍然失败时，请记下错误编号并提交工单。
            """, "A report cannot be exported", """
            There are two usual reasons:

            1. **Too much data**: at most 100,000 rows go into one export. Choose a shorter period.
            2. **A blocked window**: allow pop-up windows for this site in your browser.

            Does it still fail? Note the error number and write to us.
            """),
        new(Use, "同步速度变慢怎么办", """
            先查看“状态”页面是否有公告。没有公告时：

            - 检查本地网络，建议带宽不低于 10 Mbps；
            - 关闭不需要的自动同步目录；
            - 将客户端升级到最新版本。
            """, "Synchronising has become slow", """
            Look at the status page first. If it says nothing:

            - check your own network; we recommend 10 Mbps or more;
            - switch off folders that need not be kept in step;
            - update the client to the latest version.
            """),
        new(Use, "接口调用返回 429 是什么意思", """
            429 表示调用过于频繁。每个令牌每分钟最多 **600** 次。

            请读取响应头 `Retry-After`，等待相应秒数后重试；批量操作请使用批量接口。
            """, "The API answers 429: what does it mean?", """
            You are asking too often: a token may send **600** requests a minute.

            Read the header `Retry-After`, wait so many seconds, and try again. For many records use the batch endpoints.
            """),
        new(Use, "如何设置自动提醒", """
            在任意记录右上角点击“提醒”，选择时间和方式（站内消息或邮件）。重复提醒可以按天、周或月设置。
            """, "How to set a reminder", """
            Choose *Remind me* at the top right of any record, then when and how (in the product or by mail). A reminder may come back daily, weekly or monthly.
            """),
        new(Use, "移动端收不到通知", """
            1. 在手机系统设置中允许本应用发送通知；
            2. 关闭省电模式对本应用的限制；
            3. 在应用内“设置 > 通知”中确认已开启。
            """, "No notifications on my phone", """
            1. Allow notifications for the app in the settings of your phone.
            2. Exempt the app from battery saving.
            3. See under *Settings > Notifications* in the app that they are switched on.
            """),
        new(Use, "如何批量修改记录", """
            在列表中勾选多条记录，点击“批量修改”，选择字段和新值。修改前会显示受影响的数量，30 分钟内可以撤销。
            """, null, null),
        new(Orders, "如何查询订单和物流状态", """
            登录后打开“我的订单”，点击订单号即可查看物流。发货后 **2 小时** 内更新物流信息。

            订单状态依次为：待付款、待发货、已发货、已签收。
            """, "Where is my order?", """
            Sign in, open *My orders* and choose the order's number. Tracking shows up within **2 hours** after dispatch.

            An order is first to be paid, then to be sent, sent, and delivered.
            """),
        new(Orders, "修改收货地址", """
            订单发货前可以在“我的订单”中修改收货地址。已发货的订单请联系承运商改派，改派可能产生费用。
            """, "Changing the delivery address", """
            Before an order is sent you can change its address under *My orders*. Afterwards ask the carrier to redirect it; that may cost something.
            """),
        new(Orders, "发货需要多长时间", """
            现货商品在付款后 **1 个工作日** 内发出，定制商品在确认方案后 10 个工作日内发出。节假日顺延。
            """, "How long does delivery take?", """
            What is in stock leaves us within **one working day** after payment; made-to-order goods within 10 working days after you agree to the plan. Holidays do not count.
            """),
        new(Orders, "收到的货物有破损", """
            请在签收后 **24 小时** 内拍照并联系我们，照片应包括外包装、面单和破损处。核实后免费补发，无需先寄回。
            """, "Goods arrived damaged", """
            Take pictures of the box, the label and the damage, and tell us within **24 hours** after delivery. Once we have seen them we send a replacement free of charge; nothing has to be sent back first.
            """),
        new(Orders, null, null, "Ordering from outside mainland China", """
            We deliver to Hong Kong, Macau, Singapore and Malaysia. Duties and taxes are shown before you pay and are included in the price.

            Delivery takes 5 to 8 working days. Batteries go by sea and take about three weeks.
            """),
        new(Billing, "如何申请和下载发票", """
            付款后打开“我的订单”，点击“申请发票”，填写抬头和税号。电子发票在 **3 个工作日** 内发送到您的邮箱，也可在订单页下载。

            增值税专用发票需要先提交资质审核。
            """, "How to get an invoice", """
            After payment open *My orders*, choose *Ask for an invoice*, and enter the name and the tax number. The electronic invoice is mailed within **3 working days** and can be downloaded beside the order.

            For a special VAT invoice your company's documents are checked first.
            """),
        new(Billing, "发票抬头开错了怎么改", """
            当月的电子发票可以在订单页申请红冲重开。跨月的发票请提交工单，并说明正确的抬头和税号。
            """, "The name on the invoice is wrong", """
            An electronic invoice of the current month can be cancelled and issued again beside the order. For an older one write to us with the right name and tax number.
            """),
        new(Billing, "支持哪些付款方式", """
            支持支付宝、微信支付、银行卡和对公转账。对公转账到账需要 1 到 2 个工作日，请在备注中填写订单号。
            """, "How can I pay?", """
            By Alipay, WeChat Pay, card or bank transfer. A transfer arrives after one or two working days; name the order's number in it.
            """),
        new(Billing, "续费与自动扣款", """
            到期前 30 天和 7 天会发送提醒。开启自动续费后，到期前一天扣款；可随时在“账单”中关闭。
            """, "Renewal and automatic payment", """
            We remind you 30 and 7 days before a term ends. With automatic renewal you are charged the day before; you can switch it off under *Billing* at any time.
            """),
        new(Billing, "对账单中的差额说明（内部）", """
            客户询问差额时，先核对优惠券与积分抵扣，再核对跨月退款。差额超过 500 元时转财务处理，不要自行承诺退款。
            """, "Differences in statements (internal)", """
            When a customer asks about a difference, look at coupons and points first, then at refunds of an earlier month. Above CNY 500 pass it on to finance; do not promise a refund yourself.
            """),
        new(Returns, "七天无理由退货流程", """
            签收后 **7 天** 内，商品完好即可申请退货：

            1. 在“我的订单”中点击“申请退货”；
            2. 按提示寄回商品，保留快递单号；
            3. 收到商品后 3 个工作日内原路退款。

            定制商品和已激活的软件不适用。
            """, "Returning goods within seven days", """
            Within **7 days** after delivery you may return what is as good as new:

            1. Choose *Return* under *My orders*.
            2. Send the goods back as described, and keep the tracking number.
            3. We refund you the same way within 3 working days after they arrive.

            This does not hold for goods made to order and for software that has been activated.
            """),
        new(Returns, "保修期与保修范围", """
            主机保修 **2 年**，电池和配件保修 6 个月，自签收之日起计算。人为损坏、进水和自行拆机不在保修范围内。
            """, "What the warranty covers", """
            The device is covered for **2 years**, battery and accessories for 6 months, counted from delivery. Damage by use, water and opened devices are not covered.
            """),
        new(Returns, "退款什么时候到账", """
            支付宝和微信支付 1 到 3 个工作日到账，银行卡 3 到 7 个工作日。超过时间仍未到账，请提供订单号联系我们。
            """, "When does my refund arrive?", """
            With Alipay and WeChat Pay after 1 to 3 working days, with cards after 3 to 7. If it takes longer, tell us the order's number.
            """),
        new(Returns, "如何送修设备", """
            1. 提交报修工单，说明故障现象；
            2. 备份数据并退出账号；
            3. 将设备寄到工单中给出的地址。

            维修一般需要 5 个工作日，进度会在工单中更新。
            """, "Sending a device for repair", """
            1. Report the repair and describe what happens.
            2. Back up your data and sign out on the device.
            3. Send it to the address you find in the ticket.

            A repair takes about 5 working days; the ticket says how far it is.
            """),
        new(Returns, "延保服务说明（2025 年旧版）", """
            本文介绍 2025 年的延保方案，新方案请以合同为准。
            """, "Extended warranty (terms of 2025)", """
            These are the terms of 2025. For the present ones see your contract.
            """),
    ];
}
