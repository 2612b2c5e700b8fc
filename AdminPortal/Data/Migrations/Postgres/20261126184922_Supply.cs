using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Migrations.Postgres
{
    /// <inheritdoc />
    public partial class Supply : Migration
    {
        /// <inheritdoc />
        protected override void Up(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_number_orders_number",
                table: "number_orders");

            migrationBuilder.AddColumn<string>(
                name: "currency",
                table: "toll_free_numbers",
                type: "character varying(3)",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "monthly_cost",
                table: "toll_free_numbers",
                type: "numeric(12,4)",
                precision: 12,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "order_id",
                table: "toll_free_numbers",
                type: "uuid",
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "returned_at",
                table: "toll_free_numbers",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "supplier",
                table: "toll_free_numbers",
                type: "character varying(20)",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<DateTimeOffset>(
                name: "called_at",
                table: "number_orders",
                type: "timestamp with time zone",
                nullable: true);

            migrationBuilder.AddColumn<Guid>(
                name: "purchase_id",
                table: "number_orders",
                type: "uuid",
                nullable: false,
                defaultValue: new Guid("00000000-0000-0000-0000-000000000000"));

            migrationBuilder.AddColumn<string>(
                name: "reason",
                table: "number_orders",
                type: "character varying(10)",
                maxLength: 10,
                nullable: false,
                defaultValue: "manual");

            migrationBuilder.AddColumn<decimal>(
                name: "upfront_cost",
                table: "number_orders",
                type: "numeric(12,4)",
                precision: 12,
                scale: 4,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "drift_findings",
                columns: table => new
                {
                    supplier = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    number = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false, collation: "C"),
                    kind = table.Column<string>(type: "character varying(10)", maxLength: 10, nullable: false),
                    provider_ref = table.Column<string>(type: "character varying(100)", maxLength: 100, nullable: true),
                    bought_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_drift_findings", x => new { x.supplier, x.number });
                    table.CheckConstraint("ck_drift_findings_kind", "kind IN ('missing', 'unknown')");
                });

            migrationBuilder.CreateTable(
                name: "simulated_purchases",
                columns: table => new
                {
                    number = table.Column<string>(type: "character varying(16)", maxLength: 16, nullable: false, collation: "C"),
                    order_id = table.Column<Guid>(type: "uuid", nullable: false),
                    bought_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    ready_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: false),
                    will_fail = table.Column<bool>(type: "boolean", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_simulated_purchases", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "stock_days",
                columns: table => new
                {
                    date = table.Column<DateOnly>(type: "date", nullable: false),
                    available = table.Column<long>(type: "bigint", nullable: false),
                    assigned = table.Column<long>(type: "bigint", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stock_days", x => x.date);
                });

            migrationBuilder.CreateTable(
                name: "supplier_checks",
                columns: table => new
                {
                    supplier = table.Column<string>(type: "character varying(20)", maxLength: 20, nullable: false),
                    checked_at = table.Column<DateTimeOffset>(type: "timestamp with time zone", nullable: true),
                    listed = table.Column<int>(type: "integer", nullable: false),
                    error = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_supplier_checks", x => x.supplier);
                });

            migrationBuilder.CreateTable(
                name: "top_up_state",
                columns: table => new
                {
                    row = table.Column<int>(type: "integer", nullable: false),
                    purchases = table.Column<long>(type: "bigint", nullable: false),
                    last_error = table.Column<string>(type: "character varying(1000)", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_top_up_state", x => x.row);
                    table.CheckConstraint("ck_top_up_state_row", "\"row\" = 1");
                });

            migrationBuilder.CreateIndex(
                name: "ix_toll_free_numbers_order_id",
                table: "toll_free_numbers",
                column: "order_id",
                unique: true,
                filter: "order_id IS NOT NULL");

            migrationBuilder.CreateIndex(
                name: "ix_toll_free_numbers_supplier_number",
                table: "toll_free_numbers",
                columns: new[] { "supplier", "number" },
                filter: "supplier IS NOT NULL");

            migrationBuilder.AddCheckConstraint(
                name: "ck_toll_free_numbers_returned",
                table: "toll_free_numbers",
                sql: "returned_at IS NULL OR status = 'inactive'");

            migrationBuilder.CreateIndex(
                name: "ix_number_orders_number",
                table: "number_orders",
                column: "number",
                unique: true,
                filter: "status <> 'failed'");

            migrationBuilder.CreateIndex(
                name: "ix_number_orders_purchase_id",
                table: "number_orders",
                column: "purchase_id");

            migrationBuilder.AddCheckConstraint(
                name: "ck_number_orders_called",
                table: "number_orders",
                sql: "status IN ('intended', 'failed') OR called_at IS NOT NULL");

            migrationBuilder.AddCheckConstraint(
                name: "ck_number_orders_finished",
                table: "number_orders",
                sql: "(status IN ('fulfilled', 'failed')) = (finished_at IS NOT NULL)");

            migrationBuilder.AddCheckConstraint(
                name: "ck_number_orders_reason",
                table: "number_orders",
                sql: "reason IN ('manual', 'top_up')");

            migrationBuilder.CreateIndex(
                name: "ix_simulated_purchases_order_id",
                table: "simulated_purchases",
                column: "order_id",
                unique: true);

            migrationBuilder.AddForeignKey(
                name: "fk_toll_free_numbers_number_orders_order_id",
                table: "toll_free_numbers",
                column: "order_id",
                principalTable: "number_orders",
                principalColumn: "id",
                onDelete: ReferentialAction.Restrict);
        }

        /// <inheritdoc />
        protected override void Down(MigrationBuilder migrationBuilder)
        {
            migrationBuilder.DropIndex(
                name: "ix_number_orders_number",
                table: "number_orders");

            migrationBuilder.CreateIndex(
                name: "ix_number_orders_number",
                table: "number_orders",
                column: "number",
                unique: true,
                filter: "status IN ('intended', 'pending')");

            migrationBuilder.DropForeignKey(
                name: "fk_toll_free_numbers_number_orders_order_id",
                table: "toll_free_numbers");

            migrationBuilder.DropTable(
                name: "drift_findings");

            migrationBuilder.DropTable(
                name: "simulated_purchases");

            migrationBuilder.DropTable(
                name: "stock_days");

            migrationBuilder.DropTable(
                name: "supplier_checks");

            migrationBuilder.DropTable(
                name: "top_up_state");

            migrationBuilder.DropIndex(
                name: "ix_toll_free_numbers_order_id",
                table: "toll_free_numbers");

            migrationBuilder.DropIndex(
                name: "ix_toll_free_numbers_supplier_number",
                table: "toll_free_numbers");

            migrationBuilder.DropCheckConstraint(
                name: "ck_toll_free_numbers_returned",
                table: "toll_free_numbers");

            migrationBuilder.DropIndex(
                name: "ix_number_orders_purchase_id",
                table: "number_orders");

            migrationBuilder.DropCheckConstraint(
                name: "ck_number_orders_called",
                table: "number_orders");

            migrationBuilder.DropCheckConstraint(
                name: "ck_number_orders_finished",
                table: "number_orders");

            migrationBuilder.DropCheckConstraint(
                name: "ck_number_orders_reason",
                table: "number_orders");

            migrationBuilder.DropColumn(
                name: "currency",
                table: "toll_free_numbers");

            migrationBuilder.DropColumn(
                name: "monthly_cost",
                table: "toll_free_numbers");

            migrationBuilder.DropColumn(
                name: "order_id",
                table: "toll_free_numbers");

            migrationBuilder.DropColumn(
                name: "returned_at",
                table: "toll_free_numbers");

            migrationBuilder.DropColumn(
                name: "supplier",
                table: "toll_free_numbers");

            migrationBuilder.DropColumn(
                name: "called_at",
                table: "number_orders");

            migrationBuilder.DropColumn(
                name: "purchase_id",
                table: "number_orders");

            migrationBuilder.DropColumn(
                name: "reason",
                table: "number_orders");

            migrationBuilder.DropColumn(
                name: "upfront_cost",
                table: "number_orders");
        }
    }
}
