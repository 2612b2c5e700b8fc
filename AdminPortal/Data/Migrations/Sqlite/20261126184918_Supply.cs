using System;
using Microsoft.EntityFrameworkCore.Migrations;

#nullable disable

namespace AdminPortal.Data.Migrations.Sqlite
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
                type: "TEXT",
                maxLength: 3,
                nullable: true);

            migrationBuilder.AddColumn<decimal>(
                name: "monthly_cost",
                table: "toll_free_numbers",
                type: "TEXT",
                precision: 12,
                scale: 4,
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "order_id",
                table: "toll_free_numbers",
                type: "BLOB",
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "returned_at",
                table: "toll_free_numbers",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<string>(
                name: "supplier",
                table: "toll_free_numbers",
                type: "TEXT",
                maxLength: 20,
                nullable: true);

            migrationBuilder.AddColumn<long>(
                name: "called_at",
                table: "number_orders",
                type: "INTEGER",
                nullable: true);

            migrationBuilder.AddColumn<byte[]>(
                name: "purchase_id",
                table: "number_orders",
                type: "BLOB",
                nullable: false,
                defaultValue: new byte[0]);

            migrationBuilder.AddColumn<string>(
                name: "reason",
                table: "number_orders",
                type: "TEXT",
                maxLength: 10,
                nullable: false,
                defaultValue: "manual");

            migrationBuilder.AddColumn<decimal>(
                name: "upfront_cost",
                table: "number_orders",
                type: "TEXT",
                precision: 12,
                scale: 4,
                nullable: true);

            migrationBuilder.CreateTable(
                name: "drift_findings",
                columns: table => new
                {
                    supplier = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    number = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    kind = table.Column<string>(type: "TEXT", maxLength: 10, nullable: false),
                    provider_ref = table.Column<string>(type: "TEXT", maxLength: 100, nullable: true),
                    bought_at = table.Column<long>(type: "INTEGER", nullable: true)
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
                    number = table.Column<string>(type: "TEXT", maxLength: 16, nullable: false),
                    order_id = table.Column<byte[]>(type: "BLOB", nullable: false),
                    bought_at = table.Column<long>(type: "INTEGER", nullable: false),
                    ready_at = table.Column<long>(type: "INTEGER", nullable: false),
                    will_fail = table.Column<bool>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_simulated_purchases", x => x.number);
                });

            migrationBuilder.CreateTable(
                name: "stock_days",
                columns: table => new
                {
                    date = table.Column<DateOnly>(type: "TEXT", nullable: false),
                    available = table.Column<long>(type: "INTEGER", nullable: false),
                    assigned = table.Column<long>(type: "INTEGER", nullable: false)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_stock_days", x => x.date);
                });

            migrationBuilder.CreateTable(
                name: "supplier_checks",
                columns: table => new
                {
                    supplier = table.Column<string>(type: "TEXT", maxLength: 20, nullable: false),
                    checked_at = table.Column<long>(type: "INTEGER", nullable: true),
                    listed = table.Column<int>(type: "INTEGER", nullable: false),
                    error = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true)
                },
                constraints: table =>
                {
                    table.PrimaryKey("pk_supplier_checks", x => x.supplier);
                });

            migrationBuilder.CreateTable(
                name: "top_up_state",
                columns: table => new
                {
                    row = table.Column<int>(type: "INTEGER", nullable: false),
                    purchases = table.Column<long>(type: "INTEGER", nullable: false),
                    last_error = table.Column<string>(type: "TEXT", maxLength: 1000, nullable: true)
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
